import {
  type Clock,
  failure,
  type Instant,
  type Memory,
  type Phase,
  type Phases,
  type ProbeContext,
  type Verdict,
} from "../contract.ts";
import type { Deadline } from "./deadline.ts";
import { dial, type Instruments } from "./dial.ts";
import { createEnding } from "./ending.ts";
import { createFetch } from "./fetch.ts";
import { createHttp } from "./http.ts";
import type { Kept } from "./kept.ts";
import type { Mask } from "./mask.ts";
import { classify } from "./reasons.ts";
import { createStopwatch } from "./stopwatch.ts";
import type { Trace } from "./trace.ts";

export interface AttemptTools {
  clock: Clock;
  deadline: Deadline;
  mask: Mask;
  trace: Trace;
  memory: Memory;
  /** Connections that the check keeps from one probe to the next. */
  kept: Kept;
  /** Reads a secret, and has it masked. */
  secret: ProbeContext["secret"];
}

export interface Attempt {
  verdict: Verdict;
  durationSeconds: number;
  phases: Phases;
}

const DOING: Record<Phase, string> = {
  dns: "resolving the name",
  connect: "connecting",
  tls: "in the TLS handshake",
  wait: "waiting for the answer",
  transfer: "reading the answer",
};

const OVER = new Error("the attempt is over");

/** Runs `judge` once. Whatever it does, throws or ignores: there is a verdict by the deadline, and nothing of it stays open. */
export async function runAttempt(
  judge: (context: ProbeContext) => Promise<Verdict>,
  tools: AttemptTools,
): Promise<Attempt> {
  const { clock, deadline, trace, mask } = tools;
  const ending = createEnding(clock, trace);
  const stopwatch = createStopwatch(clock);
  let certificateExpiry: Instant | undefined;
  const instruments: Instruments = {
    stopwatch,
    trace,
    mask,
    onEnd: ending.add,
    throwIfOver() {
      const why = deadline.over() ?? (ending.isOver() ? OVER : undefined);
      if (why) throw why;
    },
    sawCertificate(expiry) {
      certificateExpiry = expiry;
    },
  };

  const signal = createSignal(deadline);
  const verdict = await settle(() => judge(createContext(tools, instruments, signal.get)), deadline, trace);
  const why = deadline.over();
  const doing = stopwatch.current();
  const timing = stopwatch.read(why?.reason === "timeout" ? deadline.at : undefined);
  await ending.run(verdict.ok);
  signal.end();

  const seen = certificateExpiry === undefined ? {} : { certificateExpiry };
  const where = !verdict.ok && why && doing ? { detail: `${verdict.detail}, ${DOING[doing]}` } : {};
  return { verdict: { ...seen, ...verdict, ...where }, ...timing };
}

function createContext(
  { clock, deadline, kept, memory, secret }: AttemptTools,
  instruments: Instruments,
  getSignal: () => AbortSignal,
): ProbeContext {
  const { stopwatch, trace, onEnd } = instruments;
  return {
    get signal() {
      return getSignal();
    },
    clock,
    secondsLeft: deadline.secondsLeft,
    http: createHttp(kept, instruments),
    fetch: createFetch(instruments),
    dial: (target) => dial(target, instruments),
    async measure(phase, work) {
      const end = stopwatch.start(phase);
      try {
        return await work();
      } finally {
        end();
      }
    },
    secret,
    memory,
    trace,
    onEnd,
  };
}

/** The attempt's end as a signal, made for the few who ask: making and aborting one is much of what a probe costs. */
function createSignal(deadline: Deadline) {
  let controller: AbortController | undefined;
  let over = false;
  return {
    get(): AbortSignal {
      if (!controller) {
        controller = new AbortController();
        deadline.onOver((why) => controller?.abort(why));
        if (over) controller.abort(OVER);
      }
      return controller.signal;
    },
    end(): void {
      over = true;
      controller?.abort(OVER);
    },
  };
}

/** What `judge` says; or why it was stopped, whether it heeds the signal or not; or what it threw. */
async function settle(judge: () => Promise<Verdict>, deadline: Deadline, trace: Trace): Promise<Verdict> {
  const stopped = Promise.withResolvers<never>();
  const hearNoMore = deadline.onOver(stopped.reject);
  try {
    if (deadline.over()) return await stopped.promise;
    return await Promise.race([judge(), stopped.promise]);
  } catch (error) {
    const known = classify(deadline.over() ?? error);
    if (known) return known;
    trace("bug", { stack: error instanceof Error ? error.stack : String(error) });
    return failure("internal", error instanceof Error ? error.message : String(error));
  } finally {
    hearNoMore();
  }
}
