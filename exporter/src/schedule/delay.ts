import type { Check, Circuit, Instant, Reason } from "../contract.ts";

/** Failures in a row before the interval backs off: as many as make a check `down` (H5 of mission.md). */
const PATIENCE = 5;
/** Keeps checks that started together from staying together. */
const JITTER = 0.05;

/** Seconds between probes now: doubles with each failure past `PATIENCE`, up to the check's limit. */
export function currentInterval(
  { intervalSeconds, maxIntervalSeconds }: Pick<Check, "intervalSeconds" | "maxIntervalSeconds">,
  consecutiveFailures: number,
): number {
  const doublings = Math.min(Math.max(consecutiveFailures - PATIENCE, 0), 30);
  return Math.min(intervalSeconds * 2 ** doublings, maxIntervalSeconds);
}

/** What the alert on an outage waits for, in failures. */
const TO_BE_TOLD = 3;

/**
 * How much of an upstream's Retry-After is obeyed, in seconds: all of it when our rate is too high, and none of it for any
 * other failure until the outage can be told. An hour in a 503 would keep on-call asleep for two.
 */
export function obeyed(
  { reason, retryAfterSeconds = 0 }: { reason: Reason; retryAfterSeconds?: number | undefined },
  consecutiveFailures: number,
): number {
  return reason === "rate_limited" || consecutiveFailures >= TO_BE_TOLD ? retryAfterSeconds : 0;
}

/** A hostile or mistaken Retry-After must not silence a check: it is asked again after an hour at the latest (G2). */
const LONGEST_WAIT_SECONDS = 3600;

/** When a check runs next: `intervalSeconds` after this run was due, and not sooner than `waitSeconds` from now. */
export interface Next {
  intervalSeconds: number;
  waitSeconds: number;
}

/**
 * The interval with jitter; and the wait that an open circuit or the upstream's Retry-After asks for. `paceSeconds` is
 * what both come to, for people: the interval in force, without jitter.
 * @param random uniform in [0, 1)
 */
export function next(input: {
  intervalSeconds: number;
  circuit: Circuit;
  retryAfterSeconds: number;
  now: Instant;
  random: number;
}): Next & { paceSeconds: number } {
  const trial = input.circuit.at === "open" ? input.circuit.until - input.now : 0;
  const waitSeconds = Math.max(trial, Math.min(input.retryAfterSeconds, LONGEST_WAIT_SECONDS), 0);
  return {
    intervalSeconds: input.intervalSeconds * (1 + JITTER * (2 * input.random - 1)),
    waitSeconds,
    paceSeconds: Math.max(input.intervalSeconds, waitSeconds),
  };
}
