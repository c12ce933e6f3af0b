import { expect, test } from "@jest/globals";
import type { Figure } from "./results.ts";
import { digits, markdownTable, terminalTable } from "./table.ts";

const FIGURES: Figure[] = [
  {
    name: "CPU per probe, http",
    unit: "ms",
    goal: { of: "ratio", atMost: 0.6 },
    ours: [0.4],
    peer: { name: "blackbox_exporter", values: [0.8] },
  },
  { name: "resident memory", unit: "MB", goal: { of: "ours", atMost: 150 }, ours: [201.4] },
  { name: "series", unit: "", ours: [72115] },
];

test("the ratio stands first, then its goal and whether it was reached", () => {
  const [head, ...lines] = terminalTable(FIGURES, { colour: false, width: 120 }).split("\n");

  expect(head?.trim()).toMatch(/^ratio +goal +ours +blackbox_exporter$/);
  expect(lines[0]).toMatch(/^CPU per probe, http +0\.5 +<= 0\.6 +reached +0\.4 ms +0\.8 ms$/);
  expect(lines[1]).toMatch(/^resident memory +<= 150 MB +missed +201 MB$/);
});

test("where nothing is compared, no column is there for it", () => {
  const [head] = terminalTable(FIGURES.slice(1), { colour: false, width: 120 }).split("\n");

  expect(head?.trim()).toMatch(/^goal +ours$/);
});

test("the page has the same in Markdown", () => {
  expect(markdownTable(FIGURES).split("\n")).toEqual([
    "|  | ratio | goal |  | ours | blackbox_exporter |",
    "| --- | --: | --: | --- | --: | --: |",
    "| CPU per probe, http | 0.5 | <= 0.6 | reached | 0.4 ms | 0.8 ms |",
    "| resident memory |  | <= 150 MB | missed | 201 MB |  |",
    "| series |  |  |  | 72,115 |  |",
  ]);
});

test.each([
  [0.123456, "0.123"],
  [99.96, "100"],
  [1234.5, "1,235"],
  [0, "0"],
  [Number.NaN, "-"],
])("%d is written %s", (value, text) => {
  expect(digits(value)).toBe(text);
});
