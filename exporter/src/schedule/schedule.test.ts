import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { check } from "../../test/samples.ts";
import { systemClock } from "../clock.ts";
import type { Check } from "../contract.ts";
import type { Next } from "./delay.ts";
import { createSchedule } from "./schedule.ts";
import { createSlots } from "./slots.ts";

const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);

function scheduled(run: (check: Check) => Promise<Next>, { limit = 64, random = (): number => 0.5 } = {}) {
  const starts: { id: string; at: number; lateness: number }[] = [];
  const slots = createSlots(limit);
  let lateness = 0;
  const schedule = createSchedule({
    clock: systemClock,
    slots,
    random,
    run: (one) => {
      starts.push({ id: one.id, at: performance.now() / 1000, lateness });
      return run(one);
    },
    onStart: (seconds) => {
      lateness = seconds;
    },
  });
  return { schedule, starts, slots };
}

const every = (intervalSeconds: number) => async (): Promise<Next> => ({ intervalSeconds, waitSeconds: 0 });
const checks = (count: number, over: Partial<Check> = {}) =>
  Array.from({ length: count }, (_, index) => check({ id: `c${index}`, ...over }));

describe("schedule", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test("runs a check again and again at its interval", async () => {
    const { schedule, starts } = scheduled(every(60), { random: () => 0 });
    schedule.sync(checks(1));
    await pass(180);
    expect(starts.map(({ at }) => Math.round(at - (starts[0]?.at ?? 0)))).toEqual([0, 60, 120, 180]);
  });

  test("starts a small catalog within moments and a large one spread over the interval", async () => {
    let seed = 0;
    const random = () => {
      seed = (seed + 0.618033988749895) % 1;
      return seed;
    };
    const small = scheduled(every(60), { random });
    small.schedule.sync(checks(10));
    await pass(0.2);
    expect(small.starts).toHaveLength(10);

    const large = scheduled(every(30), { random, limit: 100_000 });
    large.schedule.sync(checks(6000, { intervalSeconds: 30 }));
    const perSecond: number[] = [];
    for (let second = 0; second < 30; second++) {
      const before = large.starts.length;
      await pass(1);
      perSecond.push(large.starts.length - before);
    }
    expect(Math.max(...perSecond)).toBeLessThan(250);
    expect(large.starts).toHaveLength(6000);
  });

  test("does not shift the next run when a probe is slow", async () => {
    const slow = () =>
      new Promise<Next>((resolve) => setTimeout(resolve, 9000, { intervalSeconds: 60, waitSeconds: 0 }));
    const { schedule, starts } = scheduled(slow, { random: () => 0 });
    schedule.sync(checks(1));
    await pass(121);
    expect(starts.map(({ at }) => Math.round(at - (starts[0]?.at ?? 0)))).toEqual([0, 60, 120]);
  });

  test("waits as long as a run asked to", async () => {
    const { schedule, starts } = scheduled(async () => ({ intervalSeconds: 60, waitSeconds: 300 }), {
      random: () => 0,
    });
    schedule.sync(checks(1));
    await pass(299);
    expect(starts).toHaveLength(1);
    await pass(2);
    expect(starts).toHaveLength(2);
  });

  test("never runs more at once than the cap, and tells how late the others came", async () => {
    const slow = () =>
      new Promise<Next>((resolve) => setTimeout(resolve, 5000, { intervalSeconds: 60, waitSeconds: 0 }));
    const { schedule, starts, slots } = scheduled(slow, { limit: 2, random: () => 0 });
    schedule.sync(checks(4));
    await pass(1);
    expect([starts.length, slots.running, slots.waiting]).toEqual([2, 2, 2]);
    await pass(5);
    expect(starts).toHaveLength(4);
    expect(starts[3]?.lateness).toBeCloseTo(5, 1);
  });

  test("a reload leaves an unchanged check in its place, starts a new one and ends a removed one", async () => {
    const { schedule, starts } = scheduled(every(60), { random: () => 0 });
    const [kept, removed] = checks(2) as [Check, Check];
    schedule.sync([kept, removed]);
    await pass(30);
    schedule.sync([kept, check({ id: "new" })]);
    await pass(31);
    expect(starts.map(({ id }) => id)).toEqual(["c0", "c1", "new", "c0"]);
  });

  test("stops", async () => {
    const { schedule, starts } = scheduled(every(60));
    schedule.sync(checks(3));
    schedule.stop();
    await pass(600);
    expect(starts).toHaveLength(0);
  });

  test("does not start a run that was waiting for a slot when the check went away", async () => {
    const slow = () =>
      new Promise<Next>((resolve) => setTimeout(resolve, 5000, { intervalSeconds: 60, waitSeconds: 0 }));
    const { schedule, starts } = scheduled(slow, { limit: 1, random: () => 0 });
    schedule.sync(checks(2));
    await pass(1);
    schedule.sync([]);
    await pass(600);
    expect(starts.map(({ id }) => id)).toEqual(["c0"]);
  });
});
