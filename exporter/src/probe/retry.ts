import type { Failure, Reason } from "../contract.ts";

/** Failures that another try may well cure. */
const TRANSIENT: ReadonlySet<Reason> = new Set(["dns", "connect", "timeout", "server_error", "rate_limited"]);

const BASE_SECONDS = 0.5;
const CAP_SECONDS = 10;

/**
 * Seconds to wait before the next attempt; undefined when another makes no sense. Exponential with equal jitter: half
 * of the wait is random, so that checks which failed together do not come back together, and none comes back at once.
 * @param attempts how many there were
 * @param random 0 to 1
 */
export function retryWait(failure: Failure, attempts: number, random: number): number | undefined {
  if (!TRANSIENT.has(failure.reason)) return undefined;
  const ceiling = Math.min(CAP_SECONDS, BASE_SECONDS * 2 ** (attempts - 1));
  return Math.max((ceiling / 2) * (1 + random), failure.retryAfterSeconds ?? 0);
}
