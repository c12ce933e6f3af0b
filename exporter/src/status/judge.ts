/** Status by the rules of H5 of mission.md. */
import type { Check, CheckState, Instant, Reason, Status } from "../contract.ts";

const HEALTHY_ABOVE = 0.95;
const DOWN_BELOW = 0.9;
const DOWN_AFTER_FAILURES = 5;
const UNKNOWN_AFTER_SECONDS = 300;

/** The upstream answers and refuses us: ours to mend, and no outage of theirs. */
export const REFUSALS: ReadonlySet<Reason> = new Set([
  "unauthorized",
  "forbidden",
  "rate_limited",
  "quota_exhausted",
]);

type Facts = Pick<
  CheckState,
  | "unconfigured"
  | "successRatio"
  | "answerRatio"
  | "p95Seconds"
  | "consecutiveFailures"
  | "last"
  | "intervalSeconds"
>;

export interface Judgement {
  status: Status;
  why: string;
}

export function judge(check: Pick<Check, "latency">, facts: Facts, now: Instant): Judgement {
  if (facts.unconfigured !== undefined) return { status: "not_configured", why: facts.unconfigured };
  const { last, p95Seconds: p95, successRatio: ratio } = facts;
  if (!last) return { status: "unknown", why: "not probed yet" };
  const patience = patienceSeconds(facts);
  if (now - last.startedAt > patience)
    return { status: "unknown", why: `no probe for ${Math.round(patience)} s` };
  if (last.outcome === "failure" && REFUSALS.has(last.reason)) {
    return { status: "degraded", why: `answers, but refuses us: ${last.detail}` };
  }
  if (facts.consecutiveFailures > DOWN_AFTER_FAILURES) {
    const because = last.outcome === "failure" ? `: ${last.detail}` : "";
    return { status: "down", why: `${facts.consecutiveFailures} failures in a row${because}` };
  }
  if (facts.answerRatio < DOWN_BELOW)
    return { status: "down", why: `${percent(ratio)} of probes succeeded in the last hour` };
  if (check.latency && p95 > check.latency.downSeconds) return slow("down", p95, check.latency.downSeconds);
  if (ratio <= HEALTHY_ABOVE) {
    return { status: "degraded", why: `${percent(ratio)} of probes succeeded in the last hour` };
  }
  if (check.latency && p95 > check.latency.degradedSeconds)
    return slow("degraded", p95, check.latency.degradedSeconds);
  if (last.observations.degraded) return { status: "degraded", why: last.observations.degraded };
  return { status: "healthy", why: `${percent(ratio)} of probes succeeded in the last hour` };
}

/** How old the last probe may be. A check that is due once a day is not unknown after five minutes. */
export const patienceSeconds = ({ intervalSeconds }: Pick<CheckState, "intervalSeconds">): number =>
  Math.max(UNKNOWN_AFTER_SECONDS, 2 * intervalSeconds);

const slow = (status: Status, p95: number, threshold: number): Judgement => ({
  status,
  why: `p95 of ${p95.toFixed(3)} s is above ${threshold} s`,
});

/** Rounded down: 99.96 % with failures in it must not read as 100 %. */
const percent = (ratio: number): string => `${Math.floor(ratio * 1000) / 10} %`;

const FROM_WORST: readonly Status[] = ["down", "degraded", "unknown", "healthy", "not_configured"];

/** An integration is as well as the worst of its checks. */
export const worst = (statuses: readonly Status[]): Status =>
  FROM_WORST.find((status) => statuses.includes(status)) ?? "unknown";
