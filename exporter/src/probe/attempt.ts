import {
  type Check,
  type Clock,
  type DialTarget,
  failure,
  type Instant,
  type Memory,
  type Phase,
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
import { createStopwatch, type Stopwatch, type Timing } from "./stopwatch.ts";
import type { Trace } from "./trace.ts";

export interface AttemptTools {
  clock: Clock;
  deadline: Deadline;
  mask: Mask;
  trace: Trace;
  memory: Memory;
  check: Check;
  kept: Kept;
  /** Reads a secret, and has it masked. */
  secret: ProbeContext["secret"];
}

export interface Attempt {
  verdict: Verdict;
  timing: Timing;
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
  const verdict = await settle(() => judge(new Context(tools, instruments, signal.get)), deadline, trace);
  const why = deadline.over();
  const doing = stopwatch.current();
  const timing = stopwatch.read(why?.reason === "timeout" ? deadline.at : undefined);
  await ending.run(verdict.ok);
  signal.end();

  const seen = certificateExpiry === undefined ? verdict : { certificateExpiry, ...verdict };
  const told = !seen.ok && why && doing ? { ...seen, detail: `${seen.detail}, ${DOING[doing]}` } : seen;
  return { verdict: told, timing };
}

/**
 * What an attempt lends to its provider. A class: what few ask for is made when they do, by accessors that all share.
 * No closure is assigned to a property as it is written: V8 allocates such a one in old space, where it would keep the
 * whole attempt until the next full collection.
 */
class Context implements ProbeContext {
  readonly clock;
  readonly secondsLeft;
  readonly http;
  readonly secret;
  readonly memory;
  readonly trace;
  readonly onEnd;
  readonly #instruments;
  readonly #getSignal;
  #fetch: typeof fetch | undefined;

  constructor(
    { clock, deadline, check, kept, memory, secret }: AttemptTools,
    instruments: Instruments,
    getSignal: () => AbortSignal,
  ) {
    this.clock = clock;
    this.secondsLeft = deadline.secondsLeft;
    this.http = createHttp(check, kept, instruments);
    this.secret = secret;
    this.memory = memory;
    this.trace = instruments.trace;
    this.onEnd = instruments.onEnd;
    this.#instruments = instruments;
    this.#getSignal = getSignal;
  }

  get fetch(): typeof fetch {
    this.#fetch ??= createFetch(this.#instruments);
    return this.#fetch;
  }

  get dial(): ProbeContext["dial"] {
    return createDial(this.#instruments);
  }

  get measure(): ProbeContext["measure"] {
    return createMeasure(this.#instruments.stopwatch);
  }

  get signal(): AbortSignal {
    return this.#getSignal();
  }
}

const createDial = (instruments: Instruments) => (target: DialTarget) => dial(target, instruments);

const createMeasure =
  (stopwatch: Stopwatch) =>
  async <T>(phase: Phase, work: () => Promise<T>): Promise<T> => {
    const end = stopwatch.start(phase);
    try {
      return await work();
    } finally {
      end();
    }
  };

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
  const { promise: verdict, resolve, reject } = Promise.withResolvers<Verdict>();
  const hearNoMore = deadline.onOver(reject);
  try {
    if (!deadline.over()) judge().then(resolve, reject);
    return await verdict;
  } catch (error) {
    const known = classify(deadline.over() ?? error);
    if (known) return known;
    trace("bug", { stack: error instanceof Error ? error.stack : String(error) });
    return failure("internal", error instanceof Error ? error.message : String(error));
  } finally {
    hearNoMore();
  }
}
