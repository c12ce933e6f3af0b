import { Cron } from "croner";
import type { Instant, Maintenance, MaintenanceState } from "../contract.ts";

/** Windows without a gap between them, such as a day every day, go on for ever: so many are looked at, and no more. */
const MOST_JOINED = 10;

interface Span {
  from: Instant;
  to: Instant;
}

export type Maintained = MaintenanceState & {
  /** When that may change next; Infinity when it will not. */
  changesAt: Instant;
};

/** What the windows of an integration come to at `now`. */
export function maintenanceAt(windows: readonly Maintenance[], now: Instant): Maintained {
  const ahead = windows.map((window) => occurrence(window, now)).filter(({ to }) => to > now);
  const changesAt = Math.min(...ahead.flatMap(({ from, to }) => [from, to]).filter((at) => at > now));
  const from = Math.min(...ahead.map((span) => span.from));
  if (from === Number.POSITIVE_INFINITY) return { lasts: false, changesAt };
  const to = endOf(windows, Math.max(from, now));
  return from <= now ? { lasts: true, to, changesAt } : { lasts: false, next: { from, to }, changesAt };
}

/** When nothing lasts any more of what lasts at `begin`, and of what begins before that ends. */
function endOf(windows: readonly Maintenance[], begin: Instant): Instant {
  let end = begin;
  for (let joined = 0; joined < MOST_JOINED; joined++) {
    const lasting = windows
      .map((window) => occurrence(window, end))
      .filter(({ from, to }) => from <= end && end < to);
    if (lasting.length === 0) break;
    end = Math.max(...lasting.map(({ to }) => to));
  }
  return end;
}

/** The occurrence that lasts at `now`, or else the next one. */
function occurrence(window: Maintenance, now: Instant): Span {
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
