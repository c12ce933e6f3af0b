/** From the runner to the store, and to all that show. */
import type { Observations } from "./verdict.ts";
import type { Circuit, Instant, Phases, Reason, Status } from "./words.ts";

interface Attempted {
  startedAt: Instant;
  /** Of the last attempt: from the first thing that the network was asked for to the last that it did. */
  durationSeconds: number;
  phases: Phases;
  attempts: number;
  observations: Observations;
}

/** What came of a probe. */
export type Ran =
  | ({ outcome: "success" } & Attempted)
  | ({ outcome: "failure"; reason: Reason; detail: string; retryAfterSeconds?: number } & Attempted);

/** What came of the wish for one: an open circuit may have had it skipped. */
export type ProbeResult = Ran | { outcome: "skipped"; until: Instant };

/** What is known of a check: the status stage writes it, everything after reads it. */
export interface CheckState {
  status: Status;
  /** One sentence: why this status. */
  why: string;
  /** What is missing to probe it at all. */
  unconfigured?: string;
  /** Over the status window; NaN before the first probe. */
  successRatio: number;
  /** The same, with refusals (a credential, a quota) counted as answers: what the upstream is to be judged by. */
  answerRatio: number;
  /** Of successful probes in the window, seconds; NaN when there was none. */
  p95Seconds: number;
  consecutiveFailures: number;
  /** The last result that ran. */
  last?: Ran;
  lastSuccessAt?: Instant;
  /** What the last good probe told: kept while the check fails. */
  lastGood: Observations;
  circuit: Circuit;
  /** The interval now, backed off or not. */
  intervalSeconds: number;
}

/** Where an integration stands with its maintenance windows; windows that run into each other are one. */
export type MaintenanceState =
  | { lasts: true; to: Instant }
  | { lasts: false; next?: { from: Instant; to: Instant } };

export const checkKey = (check: { integration: string; id: string }): string =>
  `${check.integration}/${check.id}`;
