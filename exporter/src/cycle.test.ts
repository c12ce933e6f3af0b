import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { pino } from "pino";
import { exposed } from "../test/exposed.ts";
import { changes } from "../test/reloaded.ts";
import { catalog, check, failed, integration, success } from "../test/samples.ts";
import { systemClock } from "./clock.ts";
import type { Check, Ran } from "./contract.ts";
import { createCycle } from "./cycle.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { createStore } from "./status/store.ts";

const now = () => Date.now() / 1000;
const bad = (over = {}) => failed({ startedAt: now(), ...over });
const good = () => success({ startedAt: now() });

function cycled(
  one: Check = check({ breaker: { ...check().breaker, consecutiveFailures: 3, openSeconds: 90 } }),
) {
  let answer: () => Ran | Promise<Ran> = good;
  let missing: string | undefined;
  const asked = jest.fn();
  const store = createStore(systemClock);
  const metrics = createMetrics("0");
  const cycle = createCycle({
    clock: systemClock,
    random: () => 0.5,
    probe: async () => {
      asked();
      return answer();
    },
    lacks: () => missing,
    store,
    metrics,
    log: pino({ enabled: false }),
  });
  const replace = (after: Check, before?: Check) => {
    const next = catalog(integration({ checks: [after] }));
    const former = before && catalog(integration({ checks: [before] }));
    for (const change of changes(next, former)) metrics.replace(change);
    store.replace({ before, after });
    cycle.replace({ before, after });
  };
  replace(one);
  return {
    one,
    cycle,
    store,
    asked,
    replace,
    answer(next: typeof answer) {
      answer = next;
    },
    lacks(what: string | undefined) {
      missing = what;
    },
    exposed: async (pattern: RegExp) => (await exposed(metrics)).match(pattern)?.[1],
  };
}

describe("one pass of a check", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test("stores and exposes what a probe found, and comes again after the interval", async () => {
    const { one, cycle, store, exposed } = cycled();
    expect(await cycle.run(one)).toMatchObject({ intervalSeconds: 60, waitSeconds: 0 });
    expect(store.state(one)).toMatchObject({ status: "healthy", successRatio: 1, consecutiveFailures: 0 });
    expect(await exposed(/^integration_up\{.*\} (.*)$/m)).toBe("1");
  });

  test("waits for the trial once failures have opened the circuit, then tries and recovers", async () => {
    const { one, cycle, answer, asked, exposed } = cycled();
    answer(bad);
    await cycle.run(one);
    await cycle.run(one);
    expect((await cycle.run(one)).waitSeconds).toBe(90);
    expect(await exposed(/^integration_circuit_breaker_state\{.*state="open"\} (.*)$/m)).toBe("1");

    jest.advanceTimersByTime(30_000);
    expect(await cycle.run(one)).toEqual({ intervalSeconds: 0, waitSeconds: 60 });
    expect(asked).toHaveBeenCalledTimes(3);

    jest.advanceTimersByTime(60_000);
    answer(good);
    await cycle.run(one);
    expect(await exposed(/^integration_circuit_breaker_state\{.*state="closed"\} (.*)$/m)).toBe("1");
    expect(await exposed(/^integration_circuit_breaker_transitions_total\{.*to="half_open"\} (.*)$/m)).toBe(
      "1",
    );
  });

  test("obeys Retry-After", async () => {
    const { one, cycle, answer, store } = cycled();
    answer(() => bad({ reason: "rate_limited", retryAfterSeconds: 240 }));
    expect((await cycle.run(one)).waitSeconds).toBe(240);
    expect(store.state(one).intervalSeconds).toBe(240);
  });

  test("obeys the Retry-After of an outage only from the failure on that on-call is told of", async () => {
    const { one, cycle, answer } = cycled(check({ breaker: { ...check().breaker, consecutiveFailures: 9 } }));
    answer(() => bad({ reason: "server_error", retryAfterSeconds: 3600 }));
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) waits.push((await cycle.run(one)).waitSeconds);
    expect(waits).toEqual([0, 0, 3600]);
  });

  test("backs the interval off while a check stays down, shows it, and comes back at once when it recovers", async () => {
    const patient = check({ breaker: { ...check().breaker, consecutiveFailures: 100, minimumProbes: 20 } });
    const { one, cycle, answer, exposed } = cycled(patient);
    answer(bad);
    const intervals: number[] = [];
    for (let i = 0; i < 9; i++) intervals.push((await cycle.run(one)).intervalSeconds);
    expect(intervals).toEqual([60, 60, 60, 60, 60, 120, 240, 300, 300]);
    expect(await exposed(/^integration_probe_interval_seconds\{.*\} (.*)$/m)).toBe("300");
    answer(good);
    expect((await cycle.run(one)).intervalSeconds).toBe(60);
  });

  test("keeps the last good state while probes fail", async () => {
    const { one, cycle, store, answer } = cycled();
    answer(() => success({ startedAt: now(), observations: { version: "15.8" } }));
    await cycle.run(one);
    answer(bad);
    await cycle.run(one);
    expect(store.state(one)).toMatchObject({
      lastGood: { version: "15.8" },
      lastSuccessAt: 1000,
      consecutiveFailures: 1,
    });
  });

  test("drops the result of a probe whose check a reload took away or changed meanwhile", async () => {
    const { one, cycle, store, answer, replace } = cycled();
    const late = Promise.withResolvers<Ran>();
    answer(() => late.promise);
    const run = cycle.run(one);
    const changed = check({ intervalSeconds: 30 });
    replace(changed, one);
    late.resolve(bad());
    await run;
    expect(store.state(changed).last).toBeUndefined();
  });

  test("a probe on demand waits for the one under way, and leaves no trace in the state", async () => {
    const { one, cycle, store, answer } = cycled();
    const scheduled = Promise.withResolvers<Ran>();
    answer(() => scheduled.promise);
    const run = cycle.run(one);
    const demanded = jest.fn(async (_secondsLeft: number) => bad());
    const once = cycle.once(one, 10, demanded);
    await jest.advanceTimersByTimeAsync(4000);
    expect(demanded).not.toHaveBeenCalled();
    scheduled.resolve(good());
    await Promise.all([run, once]);
    expect(demanded).toHaveBeenCalledWith(6);
    expect(store.state(one).consecutiveFailures).toBe(0);
  });

  test("a probe on demand keeps its own time limit while it waits", async () => {
    const { one, cycle, answer } = cycled();
    answer(() => new Promise(() => {}));
    void cycle.run(one);
    const once = cycle.once(one, 10, async () => good());
    await jest.advanceTimersByTimeAsync(10_000);
    expect(await once).toMatchObject({ outcome: "failure", reason: "timeout" });
  });

  test("does not probe what is not configured, and begins once it is", async () => {
    const { one, cycle, store, asked, lacks } = cycled();
    lacks("not configured: file token cannot be read");
    await cycle.run(one);
    expect(asked).not.toHaveBeenCalled();
    expect(store.state(one)).toMatchObject({
      status: "not_configured",
      why: expect.stringContaining("token"),
    });
    lacks(undefined);
    await cycle.run(one);
    expect(store.state(one).status).toBe("healthy");
  });
});
