import { describe, expect, test } from "@jest/globals";
import { MAX_PATTERN_TEXT, matches } from "./match.ts";
import { pattern } from "./pattern.ts";

describe("a pattern", () => {
  test("matches or not", () => {
    expect(matches("^ok (?<n>\\d+)$", "ok 12")).toBe(true);
    expect(matches("^ok$", "not ok")).toBe(false);
  });

  test("that backtracks for ever is given up, and the next one works", () => {
    const began = performance.now();
    expect(matches("^(a+)+$", `${"a".repeat(100)}b`)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(2000);
    expect(matches("b", "b")).toBe(true);
  });

  test("sees the beginning of a long text only", () => {
    expect(matches("x$", `${"y".repeat(MAX_PATTERN_TEXT)}x`)).toBe(false);
    expect(matches("x$", `${"y".repeat(MAX_PATTERN_TEXT - 1)}x`)).toBe(true);
  });

  test("is checked when the catalog is read", () => {
    expect(pattern().safeParse("^a+$").success).toBe(true);
    expect(pattern().safeParse("(").error?.issues[0]?.message).toBe("must be a regular expression, got '('");
  });
});
