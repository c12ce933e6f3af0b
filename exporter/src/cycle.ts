/**
 * One pass of one check: allowed? probe, next breaker state, store, record. With `main.ts` the only file that knows
 * several stages.
 */
import type { Logger } from "pino";
import { type Breaker, createBreaker } from "./breaker/breaker.ts";
import { type Change, type Check, type CheckState, type Clock, NO_PHASES, type Ran } from "./contract.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { currentInterval, type Next, next, obeyed } from "./schedule/delay.ts";
import type { Store } from "./status/store.ts";

export interface Cycle {
  run(check: Check): Promise<Next>;
  /**
   * A run that nobody scheduled: it waits for the one under way, ignores the circuit and leaves no trace in the state.
   * @param probe is given what the wait left of `seconds`
   */
  once(check: Check, seconds: number, probe: (secondsLeft: number) => Promise<Ran>): Promise<Ran>;
  /** A check that came or changed begins with a closed circuit. */
  replace(change: Change<Check>): void;
  /** Forgets all checks. Resolves once none of theirs is under way. */
  stop(): Promise<unknown>;
}

export interface CycleDependencies {
  clock: Clock;
  random: () => number;
  probe: (check: Check) => Promise<Ran>;
  /** What an optional check lacks to be probed; undefined when it lacks nothing. */
  lacks: (check: Check) => string | undefined;
  store: Store;
  metrics: Pick<Metrics, "probe" | "circuit">;
  log: Logger;
}

/** What is under way for a check: one that a reload changed has its former self's, and waits for it. */
interface Lane {
  last: Promise<void> | undefined;
}

const newLane = (): Lane => ({ last: undefined });

interface Entry {
  breaker: Breaker;
  lane: Lane;
}

export function createCycle({ clock, random, probe, lacks, store, metrics, log }: CycleDependencies): Cycle {
  const entries = new Map<Check, Entry>();

  /** One probe of a check at a time, whoever asks. */
  async function alone<T>(lane: Lane, task: () => Promise<T>): Promise<T> {
    const before = lane.last;
    const { promise: mine, resolve: end } = Promise.withResolvers<void>();
    lane.last = mine;
    try {
      if (before) await before;
      return await task();
    } finally {
      end();
      if (lane.last === mine) lane.last = undefined;
    }
  }

  function newBreaker(check: Check): Breaker {
    return createBreaker(check.breaker, (circuit) => {
      if (!entries.has(check)) return;
      store.setCircuit(check, circuit);
      metrics.circuit(check, circuit);
      log.info(
        { integration: check.integration, check: check.id, state: circuit.at },
        "circuit breaker changed",
      );
    });
  }

  function settle(check: Check, result: Ran): Next {
    const before = store.state(check);
    const consecutiveFailures = result.outcome === "success" ? 0 : before.consecutiveFailures + 1;
    const then = next({
      intervalSeconds: currentInterval(check, consecutiveFailures),
      circuit: before.circuit,
      retryAfterSeconds: result.outcome === "failure" ? obeyed(result, consecutiveFailures) : 0,
      now: clock.now(),
      random: random(),
    });
    store.record(check, result, { consecutiveFailures, intervalSeconds: then.paceSeconds });
    const after = store.state(check);
    metrics.probe(check, result, after);
    report(log, check, result, before, after);
    return then;
  }

  return {
    async run(check) {
      const { intervalSeconds } = check;
      const entry = entries.get(check);
      if (!entry) return { intervalSeconds, waitSeconds: 0 };
      const missing = lacks(check);
      store.setUnconfigured(check, missing);
      if (missing !== undefined) return { intervalSeconds, waitSeconds: 0 };
      const result = await alone(entry.lane, () => entry.breaker.run(() => probe(check)));
      if (result.outcome === "skipped")
        return { intervalSeconds: 0, waitSeconds: result.until - clock.now() };
      // A reload may have removed or changed the check meanwhile: its result belongs to nobody.
      return entries.has(check) ? settle(check, result) : { intervalSeconds, waitSeconds: 0 };
    },
    async once(check, seconds, probe) {
      const end = clock.monotonic() + seconds;
      const lane = entries.get(check)?.lane ?? newLane();
      const free = await within(clock, seconds, lane.last);
      return free ? alone(lane, () => probe(end - clock.monotonic())) : stillUnderWay(clock, seconds);
    },
    replace({ before, after }) {
      const lane = (before && entries.get(before)?.lane) ?? newLane();
      if (before) entries.delete(before);
      if (after) entries.set(after, { breaker: newBreaker(after), lane });
    },
    stop() {
      const underWay = [...entries.values()].map(({ lane }) => lane.last);
      entries.clear();
      return Promise.all(underWay);
    },
  };
}

/** Whether `work` ended within `seconds`. */
function within(clock: Clock, seconds: number, work: Promise<unknown> = Promise.resolve()): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(seconds, () => resolve(false));
    void work.then(() => {
      cancel();
      resolve(true);
    });
  });
}

const stillUnderWay = (clock: Clock, seconds: number): Ran => ({
  outcome: "failure",
  reason: "timeout",
  detail: `the scheduled probe of this check had no answer either within ${seconds} s`,
  startedAt: clock.now(),
  durationSeconds: seconds,
  phases: NO_PHASES,
  attempts: 0,
  observations: {},
});

function report(log: Logger, check: Check, result: Ran, before: CheckState, after: CheckState): void {
  const about = { integration: check.integration, check: check.id };
  if (result.outcome === "failure") {
    const { reason, detail, attempts } = result;
    log.warn(
      { ...about, reason, detail, attempts, consecutiveFailures: after.consecutiveFailures },
      "probe failed",
    );
  } else {
    log.debug({ ...about, durationSeconds: result.durationSeconds }, "probe succeeded");
  }
  if (before.status !== after.status) {
    log.info({ ...about, from: before.status, to: after.status, why: after.why }, "status changed");
  }
}
