import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { exposeHead, exposeNumber, exposePairs, exposePrefix } from "./exposition.ts";

describe("exposition", () => {
  test("names the family of a counter without its suffix in OpenMetrics alone, and escapes its help", () => {
    const head = { name: "requests_total", help: 'A \\ and a "quote"\nand a line.', type: "counter" };
    expect(exposeHead(head, "text")).toBe(
      '# HELP requests_total A \\\\ and a "quote"\\nand a line.\n# TYPE requests_total counter\n',
    );
    expect(exposeHead(head, "openmetrics")).toBe(
      '# HELP requests A \\\\ and a \\"quote\\"\\nand a line.\n# TYPE requests counter\n',
    );
  });

  test("writes the numbers that are none as the formats ask", () => {
    const written = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21, 0.1].map(
      exposeNumber,
    );
    expect(written).toEqual(["NaN", "+Inf", "-Inf", "1e+21", "0.1"]);
  });

  test("writes no braces around no labels", () => {
    expect([exposePrefix("x", ""), exposePrefix("x", exposePairs({ a: "b", le: Infinity }))]).toEqual([
      "x ",
      'x{a="b",le="+Inf"} ',
    ]);
  });

  test("keeps every label value apart on one line, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const read = /^path="((?:[^"\\\n]|\\.)*)"$/u.exec(exposePairs({ path: value }))?.[1];
        expect(read?.replace(/\\(.)/gsu, (_, char) => (char === "n" ? "\n" : char))).toBe(value);
      }),
    );
  });
});
