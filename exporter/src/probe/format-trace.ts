import type { TraceEntry } from "./trace.ts";

/** A line per entry: seconds since the probe began, what happened, the facts. */
export const formatTrace = (entries: readonly TraceEntry[]): string =>
  entries
    .map(({ offsetSeconds, message, data }) => `${offsetSeconds.toFixed(4)}s ${message}${facts(data)}`)
    .join("\n");

const facts = (data: Record<string, unknown> = {}): string =>
  Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
    .join("");
