import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { check } from "../../test/samples.ts";
import { systemClock } from "../clock.ts";
import type { Check } from "../contract.ts";
import type { Next } from "./delay.ts";
import { createSchedule, type Schedule } from "./schedule.ts";
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

function begin(schedule: Schedule, all: Check[]): void {
  for (const after of all) schedule.replace({ after }, all.length);
}

describe("schedule", () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test("runs a check again and again at its interval", async () => {
    const { schedule, starts } = scheduled(every(60), { random: () => 0 });
    begin(schedule, checks(1));
    await pass(180);
    expect(starts.map(({ at }) => Math.round(at - (starts[0]?.at ?? 0)))).toEqual([0, 60, 120, 180]);
  });

  test("starts a small catalog within moments", async () => {
    const { schedule, starts } = scheduled(every(60));
    begin(schedule, checks(10));
    await pass(0.2);
    expect(starts).toHaveLength(10);
  });

  test("starts a large catalog flat over the interval, and neighbours in it apart", async () => {
    const { schedule, starts } = scheduled(every(30), { limit: 100_000 });
    begin(schedule, checks(6000, { intervalSeconds: 30 }));
    for (let second = 1; second <= 30; second++) {
      const before = starts.length;
      await pass(1);
      expect(Math.abs(starts.length - before - 200)).toBeLessThan(5);
    }
    const order = starts.map(({ id }) => Number(id.slice(1)));
    expect(new Set(order).size).toBe(6000);
    const together = order.filter((number, index) => Math.abs(number - (order[index - 1] ?? 9999)) === 1);
    expect(together).toEqual([]);
  });

  test("spreads a catalog that started sooner than its interval over it from the second run on, none too soon", async () => {
    const { schedule, starts } = scheduled(every(30), { limit: 100_000 });
    begin(schedule, checks(600, { intervalSeconds: 30 }));
    await pass(6);
    expect(starts).toHaveLength(600);
    await pass(39);
    for (let second = 1; second <= 60; second++) {
      const before = starts.length;
      await pass(1);
      expect(Math.abs(starts.length - before - 20)).toBeLessThan(3);
    }
    const first = new Map(starts.slice(0, 600).map(({ id, at }) => [id, at]));
    const soonest = Math.min(...starts.slice(600, 1200).map(({ id, at }) => at - (first.get(id) ?? at)));
    expect(soonest).toBeGreaterThanOrEqual(15);
  });

  test("does not shift the next run when a probe is slow", async () => {
    const slow = () =>
      new Promise<Next>((resolve) => setTimeout(resolve, 9000, { intervalSeconds: 60, waitSeconds: 0 }));
    const { schedule, starts } = scheduled(slow, { random: () => 0 });
    begin(schedule, checks(1));
    await pass(121);
    expect(starts.map(({ at }) => Math.round(at - (starts[0]?.at ?? 0)))).toEqual([0, 60, 120]);
  });

  test("waits as long as a run asked to", async () => {
    const { schedule, starts } = scheduled(async () => ({ intervalSeconds: 60, waitSeconds: 300 }), {
      random: () => 0,
    });
    begin(schedule, checks(1));
    await pass(299);
    expect(starts).toHaveLength(1);
    await pass(2);
    expect(starts).toHaveLength(2);
  });

  test("never runs more at once than the cap, and tells how late the others came", async () => {
    const slow = () =>
      new Promise<Next>((resolve) => setTimeout(resolve, 5000, { intervalSeconds: 60, waitSeconds: 0 }));
    const { schedule, starts, slots } = scheduled(slow, { limit: 2, random: () => 0 });
    begin(schedule, checks(4));
    await pass(1);
    expect([starts.length, slots.running, slots.waiting]).toEqual([2, 2, 2]);
    await pass(5);
    expect(starts).toHaveLength(4);
    expect(starts[3]?.lateness).toBeCloseTo(5, 1);
  });

  test("a reload leaves an unchanged check in its place, starts a new one and ends a removed one", async () => {
    const { schedule, starts } = scheduled(every(60), { random: () => 0 });
    const [kept, removed] = checks(2) as [Check, Check];
    begin(schedule, [kept, removed]);
    await pass(30);
    schedule.replace({ before: removed, after: check({ id: "new" }) }, 1);
    await pass(31);
    expect(starts.map(({ id }) => id)).toEqual(["c0", "c1", "new", "c0"]);
  });

  test("stops", async () => {
    const { schedule, starts } = scheduled(every(60));
    begin(schedule, checks(3));
    schedule.stop();
    await pass(600);
    expect(starts).toHaveLength(0);
  });

  test("does not start a run that was waiting for a slot when the check went away", async () => {
    const slow = () =>
      new Promise<Next>((resolve) => setTimeout(resolve, 5000, { intervalSeconds: 60, waitSeconds: 0 }));
    const { schedule, starts } = scheduled(slow, { limit: 1, random: () => 0 });
    const [first, second] = checks(2) as [Check, Check];
    begin(schedule, [first, second]);
    await pass(1);
    for (const before of [first, second]) schedule.replace({ before }, 0);
    await pass(600);
    expect(starts.map(({ id }) => id)).toEqual(["c0"]);
  });
});
