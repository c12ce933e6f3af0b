import {
  type Check,
  type Clock,
  type Failure,
  failure,
  type Instant,
  type Memory,
  NO_PHASES,
  type Observations,
  type ProbeContext,
  type Provider,
  type Ran,
  type SecretRef,
  type Verdict,
} from "../contract.ts";
import { type Attempt, runAttempt } from "./attempt.ts";
import { createBudget } from "./budget.ts";
import { type Deadline, startDeadline } from "./deadline.ts";
import { Kept } from "./kept.ts";
import { createMask, type Mask } from "./mask.ts";
import { UpstreamError } from "./reasons.ts";
import { retryWait } from "./retry.ts";
import { createTrace, type Trace, type TraceEntry } from "./trace.ts";

export type { TraceEntry } from "./trace.ts";

export interface ProbeDependencies {
  clock: Clock;
  /** By id. */
  providers: ReadonlyMap<string, Provider>;
  readSecret: (ref: SecretRef) => { ok: true; value: string } | { ok: false; detail: string };
  memory: Memory;
}

export interface ProbeOptions {
  /** Ends the probe early: with a failure, `internal`. */
  signal?: AbortSignal;
  /** Lowers the check's own deadline. */
  timeoutSeconds?: number;
  /** Told each decision and fact, secrets masked. */
  onTrace?: (entry: TraceEntry) => void;
}

export interface Probe {
  /** Probes once, retries included. Never rejects: whatever happens is a result, by the deadline (and 2 s for what must be cleaned up). */
  probe(check: Check, options?: ProbeOptions): Promise<Ran>;
  /** Ends every probe, as the signal of its options would, and closes the connections that checks keep. */
  close(): void;
}

export function createProbe({ clock, providers, readSecret, memory }: ProbeDependencies): Probe {
  const budget = createBudget(clock);
  const kept = new Kept();
  /** For `close` to end; not listeners of one signal, which would be a list through all probes. */
  const underWay: Deadline[] = [];
  let closed = false;
  return {
    close() {
      closed = true;
      for (const deadline of underWay) deadline.stop();
      kept.close();
    },
    async probe(check, { signal, timeoutSeconds = Number.POSITIVE_INFINITY, onTrace } = {}) {
      const startedAt = clock.now();
      const mask = createMask();
      const trace = createTrace(clock, mask, onTrace);
      const provider = providers.get(check.provider);
      const judge = (context: ProbeContext): Promise<Verdict> =>
        provider?.probe(check.config as Parameters<Provider["probe"]>[0], context) ??
        Promise.resolve(failure("internal", `there is no provider ${check.provider}`));
      const secret = (ref: SecretRef): string => {
        const read = readSecret(ref);
        if (!read.ok) throw new UpstreamError("internal", read.detail);
        mask.reveal(read.value);
        return read.value;
      };

      const credential = provider?.credential?.(check.config as Parameters<Provider["probe"]>[0]);
      const objection = credential && budget.objection(credential);
      if (objection) {
        trace("quota nearly spent", { detail: objection.detail });
        return notAsked(objection, startedAt);
      }

      const deadline = startDeadline(clock, Math.min(check.timeoutSeconds, timeoutSeconds), signal);
      underWay.push(deadline);
      if (closed) deadline.stop();
      const tools = { clock, deadline, mask, trace, memory, secret, check, kept };
      try {
        const { attempts, last } = await persist(() => runAttempt(judge, tools), check.retries, tools);
        const result = report({ startedAt, attempts, last }, mask);
        if (credential) budget.note(credential, result.observations.quotas ?? []);
        trace("verdict", () => verdictOf(result));
        return result;
      } finally {
        deadline.clear();
        underWay.splice(underWay.indexOf(deadline), 1);
      }
    },
  };
}

const notAsked = ({ ok: _, ...failed }: Failure, startedAt: Instant): Ran => ({
  outcome: "failure",
  ...failed,
  startedAt,
  durationSeconds: 0,
  phases: NO_PHASES,
  attempts: 1,
  observations: {},
});

/** Attempts until one succeeds, another makes no sense, or the next would not start before the deadline. */
async function persist(
  attempt: () => Promise<Attempt>,
  retries: number,
  { deadline, trace }: { deadline: Deadline; trace: Trace },
): Promise<{ attempts: number; last: Attempt }> {
  for (let attempts = 1; ; attempts++) {
    const last = await attempt();
    if (last.verdict.ok || attempts > retries || deadline.over()) return { attempts, last };
    const waitSeconds = retryWait(last.verdict, attempts, Math.random());
    if (waitSeconds === undefined || waitSeconds >= deadline.secondsLeft()) return { attempts, last };
    trace("retry", { reason: last.verdict.reason, detail: last.verdict.detail, waitSeconds });
    await deadline.sleep(waitSeconds);
    if (deadline.over()) return { attempts, last };
  }
}

function report(
  { startedAt, attempts, last }: { startedAt: number; attempts: number; last: Attempt },
  mask: Mask,
): Ran {
  const { verdict, timing } = last;
  const ran = (seen: Observations) => ({
    startedAt,
    durationSeconds: timing.durationSeconds,
    phases: timing.phases,
    attempts,
    observations: mask.data(seen),
  });
  if (verdict.ok) {
    const { ok: _, ...seen } = verdict;
    return { outcome: "success", ...ran(seen) };
  }
  const { ok: _, reason, detail, retryAfterSeconds, ...seen } = verdict;
  const waiting = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return { outcome: "failure", reason, detail: mask.text(detail), ...waiting, ...ran(seen) };
}

const verdictOf = (result: Ran): Record<string, unknown> =>
  result.outcome === "success"
    ? { outcome: "success", ...result.observations }
    : { outcome: "failure", reason: result.reason, detail: result.detail, ...result.observations };
