/** What a probe tells, written into the series of its check. */
import {
  type Check,
  type CheckState,
  CIRCUIT_STATES,
  type Circuit,
  type Observations,
  PHASES,
  type Phase,
  type Ran,
  REASONS,
  STATUSES,
} from "../contract.ts";
import type { CheckFamilies, CheckSeries } from "./check-families.ts";
import type { Samples } from "./page.ts";

/** Writes a state set: 1 for the current state, 0 for the others. Its first state stands in row `first`. */
export function setState<State>(
  samples: Samples | null | undefined,
  states: readonly State[],
  current: State | undefined,
  first = 0,
): void {
  if (!samples) return;
  for (let row = 0; row < states.length; row++) samples.set(first + row, states[row] === current ? 1 : 0);
}

/** What only ever grows. */
export function count(series: CheckSeries, result: Ran, observe: CheckFamilies["observe"]): void {
  series.probes?.add(0, 1);
  series.probeRetries?.add(0, result.attempts - 1);
  if (result.outcome === "failure") series.probeFailures?.add(REASONS.indexOf(result.reason), 1);
  else observe(series, result.durationSeconds);
}

/** What a single probe tells. */
export function recordResult(series: CheckSeries, check: Check, result: Ran): void {
  const reason = result.outcome === "failure" ? result.reason : undefined;
  series.up?.set(0, reason ? 0 : 1);
  setState(series.failureReason, REASONS, reason);
  series.lastProbeDuration?.set(0, result.durationSeconds);
  for (let row = 0; row < PHASES.length; row++)
    series.probePhase?.set(row, result.phases[PHASES[row] as Phase]);
  recordObservations(series, check, result.observations);
}

/** What a failed probe did not see stays as an earlier one told. A name that the provider did not declare has no series. */
function recordObservations(series: CheckSeries, { observes }: Check, seen: Observations): void {
  if (seen.certificateExpiry !== undefined) series.certificateExpiry?.set(0, seen.certificateExpiry);
  if (seen.activityAt !== undefined) series.activity?.set(0, seen.activityAt);
  for (const { kind, count: listed, fingerprint } of seen.inventory ?? []) {
    const row = observes.inventory?.indexOf(kind) ?? -1;
    if (row < 0) continue;
    series.inventory?.set(row, listed);
    if (fingerprint !== undefined) series.inventoryFingerprint?.set(row, fingerprint);
  }
  for (const { name, remaining, limit = Number.NaN, resetAt = Number.NaN } of seen.quotas ?? []) {
    const row = observes.quotas?.indexOf(name) ?? -1;
    if (row < 0) continue;
    series.quotaRemaining?.set(row, remaining);
    series.quotaLimit?.set(row, limit);
    series.quotaReset?.set(row, resetAt);
  }
  for (const { name, status } of seen.environments ?? []) {
    const index = observes.environments?.indexOf(name) ?? -1;
    if (index >= 0) setState(series.environmentStatus, STATUSES, status, index * STATUSES.length);
  }
}

/** What the vendor says of itself; unknown while its page does not answer. */
export function recordReported(series: CheckSeries, result: Ran): void {
  setState(series.reportedStatus, STATUSES, result.observations.reported ?? "unknown");
}

/** What is known from all probes so far. */
export function recordState(series: CheckSeries, result: Ran, state: CheckState): void {
  series.successRatio?.set(0, state.successRatio);
  series.consecutiveFailures?.set(0, state.consecutiveFailures);
  series.lastProbe?.set(0, result.startedAt);
  series.lastSuccess?.set(0, state.lastSuccessAt ?? Number.NaN);
  series.probeInterval?.set(0, state.intervalSeconds);
}

export function recordCircuit(series: CheckSeries, circuit: Circuit): void {
  setState(series.circuitBreakerState, CIRCUIT_STATES, circuit.at);
  series.circuitBreakerOpenUntil?.set(0, circuit.at === "open" ? circuit.until : Number.NaN);
}
