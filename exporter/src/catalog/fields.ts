/** Small schemas that the parts of the catalog share. */
import { z } from "zod";
import { duration } from "../contract.ts";
import { formatDuration } from "./durations.ts";

/** Node's timers hold 24.8 days; a check that waits longer than a fortnight watches nothing. */
export const LONGEST_INTERVAL = 14 * 86_400;

export const between = (min: number, max: number) =>
  duration().refine(
    (seconds) => seconds >= min && seconds <= max,
    `must be between ${formatDuration(min)} and ${formatDuration(max)}`,
  );
export const positive = () => duration().refine((seconds) => seconds > 0, "must be longer than 0s");

export const id = () =>
  z
    .string()
    .max(63)
    .regex(
      /^[a-z0-9][a-z0-9_-]*$/,
      "must be lower-case letters, digits, - and _, the first a letter or a digit",
    );
export const line = () => z.string().regex(/^\S(.*\S)?$/, "must be one line of text");
export const instant = () =>
  z.iso
    .datetime({
      offset: true,
      error: "must be an instant with its zone, such as 2026-03-01T22:00:00Z or 2026-03-01T22:00:00+01:00",
    })
    .transform((text) => Date.parse(text) / 1000);
export const link = () =>
  z.url({ protocol: /^https?$/, error: "must be a URL that begins with https:// or http://" });
