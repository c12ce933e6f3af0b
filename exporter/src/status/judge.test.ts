import { describe, expect, test } from "@jest/globals";
import { failed, success } from "../../test/samples.ts";
import { judge, worst } from "./judge.ts";

const latency = { degradedSeconds: 1, downSeconds: 3 };
const well = {
  successRatio: 1,
  answerRatio: 1,
  p95Seconds: 0.2,
  consecutiveFailures: 0,
  intervalSeconds: 60,
  last: success({ startedAt: 1000 }),
};
const status = (
  facts: Partial<typeof well> | { last?: unknown },
  check: Parameters<typeof judge>[0] = { latency },
  now = 1010,
) => judge(check, { ...well, ...facts } as Parameters<typeof judge>[1], now).status;

describe("status of a check (H5)", () => {
  test.each([
    [1, "healthy"],
    [0.951, "healthy"],
    [0.95, "degraded"],
    [0.9, "degraded"],
    [0.899, "down"],
    [0, "down"],
  ])("a success ratio of %p is %s", (successRatio, expected) => {
    expect(status({ successRatio, answerRatio: successRatio })).toBe(expected);
  });

  test.each([
    [1, "healthy"],
    [1.001, "degraded"],
    [3, "degraded"],
    [3.001, "down"],
  ])("a p95 of %p s against thresholds of 1 s and 3 s is %s", (p95Seconds, expected) => {
    expect(status({ p95Seconds })).toBe(expected);
  });

  test("a check without thresholds is not judged by its latency", () => {
    expect(status({ p95Seconds: 60 }, {})).toBe("healthy");
  });

  test("more than five failures in a row are down, whatever the hour was like", () => {
    const last = failed({ startedAt: 1000 });
    expect(status({ consecutiveFailures: 5, last })).toBe("healthy");
    expect(judge({ latency }, { ...well, consecutiveFailures: 6, last }, 1010)).toEqual({
      status: "down",
      why: "6 failures in a row: status 503",
    });
  });

  test("no data for five minutes is unknown, or for two intervals of a slow check", () => {
    expect(status({}, { latency }, 1300)).toBe("healthy");
    expect(status({}, { latency }, 1301)).toBe("unknown");
    expect(status({ intervalSeconds: 3600 }, { latency }, 1000 + 7200)).toBe("healthy");
    expect(status({ intervalSeconds: 3600 }, { latency }, 1000 + 7201)).toBe("unknown");
  });

  test("a check that lacks a secret is not configured, whatever it was before", () => {
    const unconfigured = "not configured: environment variable TOKEN is not set";
    expect(judge({}, { ...well, unconfigured }, 1010)).toEqual({
      status: "not_configured",
      why: unconfigured,
    });
  });

  test("a check that was never probed is unknown", () => {
    expect(judge({}, { ...well, last: undefined } as never, 1000)).toEqual({
      status: "unknown",
      why: "not probed yet",
    });
  });

  test.each(["unauthorized", "forbidden", "rate_limited", "quota_exhausted"] as const)(
    "%s is degraded, not down: the upstream answers",
    (reason) => {
      expect(status({ successRatio: 0, consecutiveFailures: 50, last: failed({ reason }) })).toBe("degraded");
    },
  );

  test("an hour of refusals leaves a check degraded, not down, once the credential works again", () => {
    expect(status({ successRatio: 0.1, answerRatio: 1 })).toBe("degraded");
  });

  test("what the provider found amiss is degraded, and says so", () => {
    const last = success({ observations: { degraded: "certificate expires in 3 days" } });
    expect(judge({}, { ...well, last }, 1010)).toEqual({
      status: "degraded",
      why: "certificate expires in 3 days",
    });
  });

  test("a ratio just below 100 % is not told as 100 %", () => {
    expect(judge({}, { ...well, successRatio: 0.9999 }, 1010).why).toContain("99.9 %");
  });
});

describe("status of an integration", () => {
  test("is that of its worst check", () => {
    expect(worst(["healthy", "down", "degraded"])).toBe("down");
    expect(worst(["healthy", "unknown"])).toBe("unknown");
    expect(worst(["unknown", "degraded"])).toBe("degraded");
  });

  test("does not suffer from a check that is not configured", () => {
    expect(worst(["not_configured", "healthy"])).toBe("healthy");
    expect(worst(["not_configured"])).toBe("not_configured");
  });
});
