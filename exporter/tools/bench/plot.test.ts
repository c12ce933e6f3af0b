import { describe, expect, test } from "@jest/globals";
import { plot } from "./plot.ts";
import type { Report } from "./results.ts";

const report = (over: Partial<Report> = {}): Report => ({
  bench: "probe",
  startedAt: "2026-01-01T00:00:00.000Z",
  environment: {
    cpu: "a processor",
    cores: 2,
    memoryGB: 8,
    kernel: "linux 6",
    node: "v24",
    versions: {},
    commit: "abc",
    pinning: "nothing",
  },
  figures: [],
  series: [],
  notes: [],
  ...over,
});

const centres = (svg: string, side: string) =>
  [...svg.matchAll(new RegExp(`<circle class="${side}" cx="([\\d.]+)"`, "g"))].map(([, x]) => Number(x));

describe("plot", () => {
  const figure = {
    name: "a & b",
    unit: "ms",
    ours: [1, 2, 4],
    peer: { name: "blackbox_exporter", values: [4, 8, 8] },
  };

  test("has a dot for every value of both sides, on one scale that begins at zero", () => {
    const svg = plot(report({ figures: [figure] }));

    const [one = 0, two = 0, four = 0] = centres(svg, "ours");
    const [alsoFour, eight = 0] = centres(svg, "peer");
    expect(two - one).toBeCloseTo((four - two) / 2, 0);
    expect(alsoFour).toBe(four);
    expect(eight - four).toBeCloseTo(4 * (two - one), 0);
  });

  test("marks the goal: of a ratio by what the peer took", () => {
    const svg = plot(report({ figures: [{ ...figure, goal: { of: "ratio", atMost: 0.5 } }] }));

    const [, , four] = centres(svg, "ours");
    expect(Number(/class="goal" x1="([\d.]+)"/.exec(svg)?.[1])).toBe(four);
  });

  test("leaves out what there is nothing to hold against", () => {
    expect(plot(report({ figures: [{ name: "series", unit: "", ours: [72] }] }))).not.toContain("series");
  });

  test("tells the ratio and both medians", () => {
    const svg = plot(report({ figures: [figure] }));

    for (const words of ["of the peer's", "2 ms ours", "8 ms blackbox_exporter"])
      expect(svg).toContain(words);
  });

  test("what was followed over time is a line", () => {
    const points: [number, number][] = [
      [0, 100],
      [60, 110],
    ];

    const svg = plot(report({ series: [{ name: "memory", unit: "MB", points }] }));

    expect(/points="([^"]+)"/.exec(svg)?.[1]?.split(" ")).toHaveLength(2);
    expect(svg).toContain("memory: at most 110 MB");
  });

  test("names cannot break out of it, and what was not measured has no dot", () => {
    const svg = plot(report({ figures: [{ ...figure, ours: [Number.NaN] }] }));

    expect(svg).toContain("a &amp; b");
    expect(centres(svg, "ours")).toEqual([]);
    expect(svg).not.toContain("NaN");
  });
});
