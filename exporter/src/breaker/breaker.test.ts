import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { check, failed, success } from "../../test/samples.ts";
import type { BreakerSettings, Circuit } from "../contract.ts";
import { createBreaker } from "./breaker.ts";

const settings: BreakerSettings = {
  ...check().breaker,
  consecutiveFailures: 3,
  openSeconds: 30,
  maxOpenSeconds: 100,
};
const bad = async () => failed();
const good = async () => success();

function watched(over: Partial<BreakerSettings> = {}) {
  const seen: Circuit["at"][] = [];
  const breaker = createBreaker({ ...settings, ...over }, (circuit) => seen.push(circuit.at));
  const run = async (probe: () => Promise<ReturnType<typeof success>>, times = 1) => {
    for (let i = 0; i < times; i++) await breaker.run(probe);
  };
  return { breaker, seen, run };
}

const pass = (seconds: number) => jest.advanceTimersByTime(seconds * 1000);

describe("circuit breaker", () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test("stays closed one failure short of the run that opens it", async () => {
    const { breaker, run } = watched();
    await run(bad, 2);
    await run(good);
    await run(bad, 2);
    expect(breaker.circuit).toEqual({ at: "closed" });
  });

  test("opens after a run of failures, for the time that the settings say", async () => {
    const { breaker, run } = watched();
    await run(bad, 3);
    expect(breaker.circuit).toEqual({ at: "open", until: 1030 });
  });

  test("counts the successes before the first failure in the share", async () => {
    const { breaker, run } = watched({ consecutiveFailures: 100, windowProbes: 10, minimumProbes: 2 });
    await run(good, 30);
    await run(bad, 5);
    expect(breaker.circuit.at).toBe("closed");
    await run(bad);
    expect(breaker.circuit.at).toBe("open");
  });

  test("opens when too large a share failed, though never many in a row", async () => {
    const { breaker, run } = watched({ failureRatio: 0.5, windowProbes: 10, minimumProbes: 6 });
    await run(bad, 2);
    await run(good);
    await run(bad, 2);
    expect(breaker.circuit.at).toBe("closed");
    await run(good);
    await run(bad);
    expect(breaker.circuit.at).toBe("open");
  });

  test("lets nothing through while open, and says until when", async () => {
    const { breaker, run } = watched();
    await run(bad, 3);
    const probe = jest.fn(good);
    pass(29);
    expect(await breaker.run(probe)).toEqual({ outcome: "skipped", until: 1030 });
    expect(probe).not.toHaveBeenCalled();
  });

  test("half-opens once the time has passed, and closes when the trial succeeds", async () => {
    const { breaker, run, seen } = watched();
    await run(bad, 3);
    pass(30);
    let during: Circuit["at"] | undefined;
    await breaker.run(async () => {
      during = breaker.circuit.at;
      return success();
    });
    expect(during).toBe("half_open");
    expect(seen).toEqual(["open", "half_open", "closed"]);
  });

  test("waits twice as long after each failed trial, up to its limit", async () => {
    const { breaker, run } = watched();
    await run(bad, 3);
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) {
      if (breaker.circuit.at !== "open") throw new Error("expected an open circuit");
      pass(breaker.circuit.until - Date.now() / 1000);
      await run(bad);
      if (breaker.circuit.at !== "open") throw new Error("expected an open circuit");
      waits.push(breaker.circuit.until - Date.now() / 1000);
    }
    expect(waits).toEqual([60, 100, 100]);
  });

  test("starts over with the first wait once it has closed", async () => {
    const { breaker, run } = watched();
    await run(bad, 3);
    pass(30);
    await run(bad);
    pass(60);
    await run(good);
    await run(bad, 3);
    expect(breaker.circuit).toEqual({ at: "open", until: Date.now() / 1000 + 30 });
  });

  test("passes on what a probe throws, for that is a bug of ours", async () => {
    const { breaker } = watched();
    await expect(breaker.run(() => Promise.reject(new Error("bug")))).rejects.toThrow("bug");
  });
});
