import { describe, expect, test } from "@jest/globals";
import { parseReset, quotaFromHeaders } from "./rate-limit.ts";

const NOW = 1_767_225_600;

describe("reset of a quota", () => {
  test.each([
    ["seconds since the epoch", "1767229200", NOW + 3600],
    ["milliseconds since the epoch", "1767229200000", NOW + 3600],
    ["seconds to go", "30", NOW + 30],
    ["a duration", "6m0s", NOW + 360],
    ["a short duration", "12ms", NOW + 0.012],
    ["an HTTP date", "Thu, 01 Jan 2026 01:00:00 GMT", NOW + 3600],
    ["an ISO date", "2026-01-01T01:00:00Z", NOW + 3600],
  ])("is read from %s", (_, text, expected) => {
    expect(parseReset(text, NOW)).toBeCloseTo(expected, 3);
  });

  test.each([undefined, "", "soon", "-5", "1h2x"])("is unknown from %p", (text) => {
    expect(parseReset(text, NOW)).toBeUndefined();
  });
});

describe("quota in headers", () => {
  const keys = { limit: "x-ratelimit-limit", remaining: "x-ratelimit-remaining", reset: "x-ratelimit-reset" };
  const headers = { "x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4988", "x-ratelimit-reset": "60" };

  test("is read whole", () => {
    expect(quotaFromHeaders(headers, NOW, "core", keys)).toEqual([
      { name: "core", limit: 5000, remaining: 4988, resetAt: NOW + 60 },
    ]);
  });

  test("is nothing without what remains, and does not guess the rest", () => {
    expect(quotaFromHeaders({}, NOW, "core", keys)).toEqual([]);
    expect(quotaFromHeaders({ "x-ratelimit-remaining": "-3" }, NOW, "core", keys)).toEqual([
      { name: "core", remaining: 0 },
    ]);
  });
});
