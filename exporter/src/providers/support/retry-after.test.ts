import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseRetryAfter } from "./retry-after.ts";

describe("Retry-After", () => {
  test("is a number of seconds, or a date", () => {
    expect(parseRetryAfter("120", 0)).toBe(120);
    expect(parseRetryAfter(" 0 ", 0)).toBe(0);
    expect(parseRetryAfter("2.5", 0)).toBe(2.5);
    expect(parseRetryAfter("Thu, 01 Jan 1970 00:01:40 GMT", 40)).toBe(60);
  });

  test("that has passed is no wait", () => {
    expect(parseRetryAfter("Thu, 01 Jan 1970 00:01:40 GMT", 1000)).toBe(0);
  });

  test.each([
    undefined,
    "",
    "soon",
    "-5",
    "1.",
    "1.5.2",
    "1e9",
    "99999999999999999999",
    "0x10",
    "Thu, 99 Foo 1970 00:00:00 GMT",
  ])("%j says nothing", (header) => {
    expect(parseRetryAfter(header, 0)).toBeUndefined();
  });

  test("of any date comes back as the seconds until it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: 0, max: 4e9 }), (at, now) => {
        expect(parseRetryAfter(new Date(at * 1000).toUTCString(), now)).toBe(Math.max(0, at - now));
      }),
    );
  });

  test("of any text is never negative, and never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => (parseRetryAfter(text, 1e9) ?? 0) >= 0));
  });
});
