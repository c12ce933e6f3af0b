/** The proof of the shapes, proven: each mistake that it must see, made once. */
import { describe, expect, test } from "@jest/globals";
import type { Answer } from "../tools/asking.ts";
import type { PanelJson } from "../tools/reading.ts";
import { misshapen, missingColumns } from "./shapes.ts";

const panel = (type: string, over: object = {}): PanelJson => ({
  ...{ id: 1, type, title: "Any", gridPos: { x: 0, y: 0, w: 24, h: 8 } },
  ...over,
});
const series = (metric: Record<string, string>, ...values: string[]) => ({
  metric,
  values: values.map((value, index): [number, string] => [60 * index, value]),
});
const answer = (target: Partial<Answer["target"]>, ...found: Answer["series"]): Answer => ({
  target: { refId: "A", expr: "x", instant: true, legendFormat: "{{name}}", ...target },
  ...{ series: found, stepSeconds: 60, tookMs: 1 },
});

describe("misshapen", () => {
  test("two tiles of one name, and a tile without a number", () => {
    const twice = answer({}, series({ name: "a" }, "1"), series({ name: "a", other: "b" }, "2"));
    expect(misshapen(panel("stat"), [twice])).toEqual(["several series are called a"]);
    expect(misshapen(panel("stat"), [answer({}, series({ name: "a" }, "NaN"))])).toEqual(["a has no number"]);
  });

  test("a line that is asked for as a moment", () => {
    expect(misshapen(panel("timeseries"), [answer({}, series({}, "1"))])).toEqual(["A asks for a moment"]);
  });

  test("a state that no mapping names", () => {
    const mappings = [{ type: "value", options: { 1: { text: "up", color: "#000000" } } }];
    const timeline = panel("state-timeline", { fieldConfig: { defaults: { mappings }, overrides: [] } });
    expect(misshapen(timeline, [answer({ instant: false }, series({}, "1", "2"))])).toEqual([
      "no state is mapped to 2",
    ]);
  });

  test("a heatmap whose series are no buckets", () => {
    const lost = answer({ format: "heatmap", instant: false }, series({ le: "1" }, "1"), series({}, "2"));
    expect(misshapen(panel("heatmap"), [lost])).toEqual(["its series are no buckets: le is missing"]);
  });

  test("an edge of a graph without its end", () => {
    const nodes = answer({}, series({ id: "a" }, "1"));
    const edges = answer({ refId: "B" }, series({ id: "a b", source: "a", target: "b" }, "1"));
    expect(misshapen(panel("nodeGraph"), [nodes, edges])).toEqual(["an edge without its ends: a b"]);
  });

  test("a column that nobody asked for, and one that is not there", () => {
    const organize = {
      id: "organize",
      options: { indexByName: { name: 0, gone: 1 }, excludeByName: { Time: true, Value: true } },
    };
    const table = panel("table", { transformations: [{ id: "merge", options: {} }, organize] });
    const found = [answer({}, series({ name: "a", stray: "b" }, "1"))];
    expect(misshapen(table, found)).toEqual(["a column that nobody asked for: stray"]);
    expect(missingColumns(table, found)).toEqual(["gone"]);
  });
});
