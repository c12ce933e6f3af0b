import { Cron } from "croner";
import type { Instant, Maintenance } from "../contract.ts";

export interface Maintained {
  /** Whether a window lasts now. */
  lasts: boolean;
  /** When that may change next; Infinity when it will not. */
  changesAt: Instant;
}

/** What the windows of an integration come to at `now`. */
export function maintenanceAt(windows: readonly Maintenance[], now: Instant): Maintained {
  const each = windows.map((window) => occurrence(window, now));
  return {
    lasts: each.some(({ from, to }) => from <= now && now < to),
    changesAt: Math.min(...each.flatMap(({ from, to }) => [from, to]).filter((at) => at > now)),
  };
}

/** The occurrence that lasts at `now`, or else the next one. */
function occurrence(window: Maintenance, now: Instant): { from: Instant; to: Instant } {
  if (!("cron" in window)) return window;
  const { cron, timeZone, forSeconds } = window;
  const pattern = new Cron(cron, { timezone: timeZone });
  // Croner looks before the instant that it is given, and counts milliseconds.
  const [last] = pattern.previousRuns(1, new Date(now * 1000 + 1));
  const begun = last ? last.getTime() / 1000 : Number.NEGATIVE_INFINITY;
  const from = begun + forSeconds > now ? begun : nextRun(pattern, now);
  return { from, to: from + forSeconds };
}

/** Infinity for a day that never comes, such as the 30th of February. */
function nextRun(pattern: Cron, now: Instant): Instant {
  const next = pattern.nextRun(new Date(now * 1000));
  return next ? next.getTime() / 1000 : Number.POSITIVE_INFINITY;
}
