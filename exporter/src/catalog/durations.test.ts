import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { duration } from "../contract.ts";
import { formatDuration } from "./durations.ts";

test.each([
  [0, "0s"],
  [0.25, "250ms"],
  [45, "45s"],
  [5400, "1h30m"],
  [14 * 86_400, "14d"],
])("writes %d seconds as %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test("what is written reads back as the same duration", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), (milliseconds) => {
      const seconds = duration().parse(formatDuration(milliseconds / 1000));
      expect(Math.round(seconds * 1000)).toBe(milliseconds);
    }),
  );
});
