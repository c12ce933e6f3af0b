import { describe, expect, test } from "@jest/globals";
import { type Figure, ratio, verdict } from "./results.ts";

const figure = (over: Partial<Figure> = {}): Figure => ({
  name: "CPU per probe",
  unit: "ms",
  ours: [1, 2, 9],
  peer: { name: "peer", values: [2, 4, 6] },
  ...over,
});

describe("ratio", () => {
  test("is the median of the pairs' ratios, so that one disturbed pair does not count", () => {
    const disturbed = figure({ ours: [1, 2, 9], peer: { name: "peer", values: [1, 8, 9] } });

    expect(ratio(disturbed)).toBe(1);
  });

  test("there is none without a peer", () => {
    const { peer, ...alone } = figure();
    expect(ratio(alone)).toBeUndefined();
  });
});

describe("verdict", () => {
  test.each([
    ["a ratio at its bound", { of: "ratio", atMost: 0.5 }, "reached"],
    ["a ratio above its bound", { of: "ratio", atMost: 0.49 }, "missed"],
    ["a ratio below what it must be at least", { of: "ratio", atLeast: 2 }, "missed"],
    ["a median of ours within its bound", { of: "ours", atMost: 2 }, "reached"],
  ] as const)("%s", (_, goal, expected) => {
    expect(verdict(figure({ goal }))).toBe(expected);
  });

  test("what could not be measured has not reached its goal", () => {
    expect(verdict(figure({ ours: [Number.NaN], goal: { of: "ours", atMost: 2 } }))).toBe("missed");
  });

  test("without a goal there is none to reach", () => {
    expect(verdict(figure())).toBe("no goal");
  });
});
