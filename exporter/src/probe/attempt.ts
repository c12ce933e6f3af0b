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
import { type Deadline, sleep } from "./deadline.ts";
import { dial } from "./dial.ts";
import { createDispatcher, type HttpInstruments } from "./dispatcher.ts";
import { createFetch } from "./fetch.ts";
import { createHttp } from "./http.ts";
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
  /** Reads a secret, and has it masked. */
  secret: ProbeContext["secret"];
}

export interface Attempt {
  verdict: Verdict;
  durationSeconds: number;
  phases: Phases;
}

/** How long what was registered with `onEnd` may take all together: an exporter that stops has 5 s. */
const CLEANUP_SECONDS = 2;

const DOING: Record<Phase, string> = {
  dns: "resolving the name",
  connect: "connecting",
  tls: "in the TLS handshake",
  wait: "waiting for the answer",
  transfer: "reading the answer",
};

/** Runs `judge` once. Whatever it does, throws or ignores: there is a verdict by the deadline, and nothing of it stays open. */
export async function runAttempt(
  judge: (context: ProbeContext) => Promise<Verdict>,
  tools: AttemptTools,
): Promise<Attempt> {
  const { clock, deadline, trace } = tools;
  const over = new AbortController();
  const ending = createEnding(clock, trace);
  const signal = AbortSignal.any([deadline.signal, over.signal]);
  const stopwatch = createStopwatch(clock);
  let certificateExpiry: Instant | undefined;
  const sawCertificate = (expiry: Instant) => {
    certificateExpiry = expiry;
  };
  const instruments = { signal, stopwatch, trace, mask: tools.mask, onEnd: ending.add, sawCertificate };
  const context = createContext(tools, instruments);

  const began = clock.monotonic();
  const verdict = await settle(() => judge(context), deadline.signal, trace);
  const durationSeconds = clock.monotonic() - began;
  const phases = stopwatch.read();
  const doing = stopwatch.current();
  await ending.run();
  over.abort();

  const seen = certificateExpiry === undefined ? {} : { certificateExpiry };
  const where =
    !verdict.ok && deadline.signal.aborted && doing ? { detail: `${verdict.detail}, ${DOING[doing]}` } : {};
  return { verdict: { ...seen, ...verdict, ...where }, durationSeconds, phases };
}

function createContext(
  { clock, deadline, mask, memory, secret }: AttemptTools,
  instruments: HttpInstruments,
): ProbeContext {
  const { signal, stopwatch, trace, onEnd } = instruments;
  const shared = createDispatcher({}, instruments);
  return {
    signal,
    clock,
    secondsLeft: deadline.secondsLeft,
    http: createHttp(shared, instruments),
    fetch: createFetch(shared, mask),
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

/** What `judge` says; or why it was stopped, whether it heeds the signal or not; or what it threw. */
async function settle(judge: () => Promise<Verdict>, stop: AbortSignal, trace: Trace): Promise<Verdict> {
  const stopped = Promise.withResolvers<never>();
  const onStop = () => stopped.reject(stop.reason);
  stop.addEventListener("abort", onStop, { once: true });
  try {
    stop.throwIfAborted();
    return await Promise.race([judge(), stopped.promise]);
  } catch (error) {
    const known = classify(stop.aborted ? stop.reason : error);
    if (known) return known;
    trace("bug", { stack: error instanceof Error ? error.stack : String(error) });
    return failure("internal", error instanceof Error ? error.message : String(error));
  } finally {
    stop.removeEventListener("abort", onStop);
  }
}

function createEnding(clock: Clock, trace: Trace) {
  const cleanups: (() => void | Promise<void>)[] = [];
  let ended = false;
  const attempt = async (cleanup: () => void | Promise<void>) => {
    try {
      await cleanup();
    } catch (error) {
      trace("clean-up failed", { error: String(error) });
    }
  };
  return {
    /** What a provider that ignored its end registers afterwards is run at once. */
    add(cleanup: () => void | Promise<void>): void {
      if (ended) void attempt(cleanup);
      else cleanups.push(cleanup);
    },
    /** The last first, as what came later stands on what came before; none for ever. */
    async run(): Promise<void> {
      const patience = new AbortController();
      const impatient = sleep(clock, CLEANUP_SECONDS, patience.signal);
      for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) {
        await Promise.race([attempt(cleanup), impatient]);
      }
      ended = true;
      patience.abort();
    },
  };
}
