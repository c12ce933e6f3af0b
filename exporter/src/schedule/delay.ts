import type { Circuit, Instant } from "../contract.ts";

/** Failures in a row before the interval backs off: as many as make a check `down` (H5 of mission.md). */
const PATIENCE = 5;
/** Keeps checks that started together from staying together. */
const JITTER = 0.05;

export interface DelayInput {
  intervalSeconds: number;
  maxIntervalSeconds: number;
  consecutiveFailures: number;
}

/** Seconds between probes now: doubles with each failure past `PATIENCE`, up to the check's limit. */
export function currentInterval({
  intervalSeconds,
  maxIntervalSeconds,
  consecutiveFailures,
}: DelayInput): number {
  const doublings = Math.min(Math.max(consecutiveFailures - PATIENCE, 0), 30);
  return Math.min(intervalSeconds * 2 ** doublings, maxIntervalSeconds);
}

/** When a check runs next: `intervalSeconds` after this run was due, and not sooner than `waitSeconds` from now. */
export interface Next {
  intervalSeconds: number;
  waitSeconds: number;
}

/**
 * The interval with jitter; and the wait that an open circuit or the upstream's Retry-After asks for.
 * @param random uniform in [0, 1)
 */
export function next(input: {
  intervalSeconds: number;
  circuit: Circuit;
  retryAfterSeconds: number;
  now: Instant;
  random: number;
}): Next {
  const trial = input.circuit.at === "open" ? input.circuit.until - input.now : 0;
  return {
    intervalSeconds: input.intervalSeconds * (1 + JITTER * (2 * input.random - 1)),
    waitSeconds: Math.max(trial, input.retryAfterSeconds, 0),
  };
}
