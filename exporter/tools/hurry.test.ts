import { expect, test } from "@jest/globals";
import { hurryRoute, hurryRules } from "./hurry.ts";

test("rules wait, look back and take turns so many times faster", () => {
  const text = `
    interval: 1m
    rules:
      - expr: rate(failures_total[5m]) > 0.1 and deriv(left[15m:1m]) < 0
        for: 1m30s
        keep_firing_for: 90s`;
  expect(hurryRules(text, 15)).toBe(`
    interval: 4000ms
    rules:
      - expr: rate(failures_total[20000ms]) > 0.1 and deriv(left[60000ms:4000ms]) < 0
        for: 6000ms
        keep_firing_for: 6000ms`);
});

test("windows of an hour and more stay, and so does what only looks like a time", () => {
  const text = `expr: sum_over_time(errors:rate5m[1h:1m]) > label_replace(a, "le", "$1.0", "le", "([0-9]+)")`;
  expect(hurryRules(text, 15)).toBe(text);
});

test("routes wait so many times less, at every depth; what is told again stays as rare", () => {
  const route = {
    group_wait: "30s",
    routes: [{ group_interval: "5m", repeat_interval: "4h", receiver: "a" }],
  };
  expect(hurryRoute(route, 15)).toEqual({
    group_wait: "2000ms",
    routes: [{ group_interval: "20000ms", repeat_interval: "4h", receiver: "a" }],
  });
});
