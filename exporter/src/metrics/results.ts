/** What a probe tells, written into the series of its check. */
import { type Check, type CheckState, type Observations, PHASES, type Ran } from "../contract.ts";
import { PROBE_METRICS } from "./definitions.ts";
import { type Families, labelsOf } from "./families.ts";
import { type Labels, setState } from "./instruments.ts";

/** What only ever grows. */
export function count({ counters, durations }: Families, labels: Labels, result: Ran): void {
  counters.probes.inc(labels);
  counters.probeRetries.inc(labels, result.attempts - 1);
  if (result.outcome === "failure") counters.probeFailures.inc({ ...labels, reason: result.reason });
  else durations().observe(labels, result.durationSeconds);
}

/** What a single probe tells. */
export function recordResult({ gauges }: Families, labels: Labels, result: Ran): void {
  const reason = result.outcome === "failure" ? result.reason : undefined;
  gauges.up.set(labels, reason ? 0 : 1);
  setState(gauges.failureReason, PROBE_METRICS.failureReason, labels, reason);
  gauges.lastProbeDuration.set(labels, result.durationSeconds);
  for (const phase of PHASES) gauges.probePhase.set({ ...labels, phase }, result.phases[phase]);
  recordObservations(gauges, labels, result.observations);
}

/** What a failed probe did not see stays as an earlier one told. */
function recordObservations(gauges: Families["gauges"], labels: Labels, seen: Observations): void {
  if (seen.certificateExpiry !== undefined) gauges.certificateExpiry.set(labels, seen.certificateExpiry);
  if (seen.activityAt !== undefined) gauges.activity.set(labels, seen.activityAt);
  for (const { kind, count: listed, fingerprint } of seen.inventory ?? []) {
    gauges.inventory.set({ ...labels, kind }, listed);
    if (fingerprint !== undefined) gauges.inventoryFingerprint.set({ ...labels, kind }, fingerprint);
  }
  for (const { name: quota, remaining, limit = Number.NaN, resetAt = Number.NaN } of seen.quotas ?? []) {
    gauges.quotaRemaining.set({ ...labels, quota }, remaining);
    gauges.quotaLimit.set({ ...labels, quota }, limit);
    gauges.quotaReset.set({ ...labels, quota }, resetAt);
  }
  for (const { name: environment, status } of seen.environments ?? []) {
    setState(gauges.environmentStatus, PROBE_METRICS.environmentStatus, { ...labels, environment }, status);
  }
}

/** What the vendor says of itself; unknown while its page does not answer. */
export function recordReported({ gauges }: Families, check: Check, result: Ran): void {
  if (!check.observes.reported) return;
  const status = result.observations.reported ?? "unknown";
  setState(gauges.reportedStatus, PROBE_METRICS.reportedStatus, labelsOf(check), status);
}

/** What is known from all probes so far. */
export function recordState({ gauges }: Families, labels: Labels, result: Ran, state: CheckState): void {
  gauges.successRatio.set(labels, state.successRatio);
  gauges.consecutiveFailures.set(labels, state.consecutiveFailures);
  gauges.lastProbe.set(labels, result.startedAt);
  gauges.lastSuccess.set(labels, state.lastSuccessAt ?? Number.NaN);
  gauges.probeInterval.set(labels, state.intervalSeconds);
}
