/** The one writer of what is known of each check. */
import {
  type Change,
  type Check,
  type CheckState,
  type Circuit,
  type Clock,
  checkKey,
  type Instant,
  type Integration,
  type Ran,
  type Status,
} from "../contract.ts";
import { judge, patienceSeconds, REFUSALS, worst } from "./judge.ts";
import { Window } from "./window.ts";

export interface Store {
  /** A check that came or changed starts unknown. */
  replace(change: Change<Check>): void;
  record(check: Check, result: Ran, next: Next): void;
  setCircuit(check: Check, circuit: Circuit): void;
  /** @param missing what the check lacks; undefined once it lacks nothing */
  setUnconfigured(check: Check, missing: string | undefined): void;
  state(check: Check): CheckState;
  standing(integration: Integration): Standing;
  /** When time alone may change the check's status next; Infinity when it cannot. */
  changesAt(check: Check): Instant;
}

/** Of an integration, and of each of its checks. */
export interface Standing {
  status: Status;
  checks: { check: Check; status: Status }[];
}

interface Next {
  consecutiveFailures: number;
  intervalSeconds: number;
}

type Facts = Omit<CheckState, "status" | "why">;

interface Entry {
  window: Window;
  facts: Facts;
}

const blank = (check: Check): Entry => ({
  window: new Window(check.intervalSeconds),
  facts: {
    successRatio: Number.NaN,
    answerRatio: Number.NaN,
    p95Seconds: Number.NaN,
    consecutiveFailures: 0,
    lastGood: {},
    circuit: { at: "closed" },
    intervalSeconds: check.intervalSeconds,
  },
});

export function createStore(clock: Clock): Store {
  const entries = new Map<Check, Entry>();

  function entry(check: Check): Entry {
    const found = entries.get(check);
    if (!found) throw new Error(`${checkKey(check)} is not in the catalog`);
    return found;
  }

  const state = (check: Check): CheckState => {
    const { facts } = entry(check);
    return { ...facts, ...judge(check, facts, clock.now()) };
  };

  return {
    replace({ before, after }) {
      if (before) entries.delete(before);
      if (after) entries.set(after, blank(after));
    },
    record(check, result, next) {
      const { window, facts } = entry(check);
      const { startedAt: at } = result;
      if (result.outcome === "success") {
        window.add({ at, seconds: result.durationSeconds });
        facts.lastSuccessAt = at;
        facts.lastGood = result.observations;
      } else window.add({ at, refused: REFUSALS.has(result.reason) });
      facts.successRatio = window.successRatio();
      facts.answerRatio = window.answerRatio();
      facts.p95Seconds = window.p95();
      facts.consecutiveFailures = next.consecutiveFailures;
      facts.intervalSeconds = next.intervalSeconds;
      facts.last = result;
    },
    setCircuit(check, circuit) {
      entry(check).facts.circuit = circuit;
    },
    setUnconfigured(check, missing) {
      const { facts } = entry(check);
      if (missing === undefined) delete facts.unconfigured;
      else facts.unconfigured = missing;
    },
    state,
    changesAt(check) {
      const { facts } = entry(check);
      const at = facts.last && facts.last.startedAt + patienceSeconds(facts);
      return at !== undefined && at >= clock.now() ? at : Number.POSITIVE_INFINITY;
    },
    standing(integration) {
      const now = clock.now();
      const checks = integration.checks.map((check) => ({
        check,
        status: judge(check, entry(check).facts, now).status,
      }));
      const counting = checks.filter(({ check }) => !check.vendor);
      return { status: worst(counting.map(({ status }) => status)), checks };
    },
  };
}
