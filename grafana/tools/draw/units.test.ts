import { expect, test } from "@jest/globals";
import { format } from "./units.ts";

test.each([
  [0.99652, "percentunit", 1, "99.7%"],
  [0.042, "s", undefined, "42 ms"],
  [95, "s", undefined, "1.58 mins"],
  [1_500_000, "bytes", undefined, "1.43 MiB"],
  [13_900, "currencyUSD", undefined, "$13.9 K"],
  [7, "none", undefined, "7"],
])("%p in %s with %p digits is written %s", (value, unit, decimals, text) => {
  expect(format(value, { unit, ...(decimals !== undefined && { decimals }) }, 0)).toBe(text);
});

test("a time is told as its distance from now", () => {
  expect(format(0, { unit: "dateTimeFromNow" }, 7_200_000)).toBe("2 hours ago");
  expect(format(86_400_000, { unit: "dateTimeFromNow" }, 0)).toBe("in a day");
});
