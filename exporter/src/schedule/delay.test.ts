import { describe, expect, test } from "@jest/globals";
import { currentInterval, next } from "./delay.ts";

const hourly = { intervalSeconds: 300, maxIntervalSeconds: 3600 };

describe("interval", () => {
  test("is the catalog's while a check is well or fails for the first times", () => {
    for (const consecutiveFailures of [0, 1, 5]) {
      expect(currentInterval(hourly, consecutiveFailures)).toBe(300);
    }
  });

  test("doubles with each failure from the sixth on, up to its limit", () => {
    const intervals = [6, 7, 8, 9, 10, 5000].map((n) => currentInterval(hourly, n));
    expect(intervals).toEqual([600, 1200, 2400, 3600, 3600, 3600]);
  });
});

describe("next run", () => {
  const input = {
    intervalSeconds: 60,
    circuit: { at: "closed" } as const,
    retryAfterSeconds: 0,
    now: 1000,
    random: 0.5,
  };

  test("comes an interval later, give or take a twentieth", () => {
    expect(next(input)).toEqual({ intervalSeconds: 60, waitSeconds: 0, paceSeconds: 60 });
    expect(next({ ...input, random: 0 }).intervalSeconds).toBeCloseTo(57);
    expect(next({ ...input, random: 1 }).intervalSeconds).toBeCloseTo(63);
  });

  test("waits for the trial of an open circuit", () => {
    expect(next({ ...input, circuit: { at: "open", until: 1090 } }).waitSeconds).toBe(90);
  });

  test("waits for the longer of Retry-After and the trial", () => {
    const open = { ...input, circuit: { at: "open", until: 1090 } as const };
    expect(next({ ...open, retryAfterSeconds: 120 }).waitSeconds).toBe(120);
    expect(next({ ...open, retryAfterSeconds: 30 }).waitSeconds).toBe(90);
  });

  test("does not let a Retry-After silence a check for more than an hour", () => {
    expect(next({ ...input, retryAfterSeconds: 31_536_000 })).toMatchObject({
      waitSeconds: 3600,
      paceSeconds: 3600,
    });
  });
});
