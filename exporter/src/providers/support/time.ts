import { z } from "zod";

/** Schema of an ISO 8601 time in an answer: seconds since the epoch in the code. */
export const isoTime = () => z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) / 1000);

const UNITS: readonly [string, number][] = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
];

/** A span for people, in its largest unit: `9d`, `3h`, `2m`, `40s`. */
export function span(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ["s", 1];
  return `${Math.max(0, Math.floor(seconds / size))}${unit}`;
}
