import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { expose, type Family } from "./exposition.ts";

const requests: Family = {
  name: "requests_total",
  help: 'Requests with a \\ and a "quote"\nand a line.',
  type: "counter",
  values: [{ labels: { path: 'a\\b"c\nd' }, value: 3 }],
};

describe("exposition", () => {
  test("names the family of a counter without its suffix in OpenMetrics alone", () => {
    expect(expose([requests], "text")).toBe(
      '# HELP requests_total Requests with a \\\\ and a "quote"\\nand a line.\n' +
        "# TYPE requests_total counter\n" +
        'requests_total{path="a\\\\b\\"c\\nd"} 3\n',
    );
    expect(expose([requests], "openmetrics")).toBe(
      '# HELP requests Requests with a \\\\ and a \\"quote\\"\\nand a line.\n' +
        "# TYPE requests counter\n" +
        'requests_total{path="a\\\\b\\"c\\nd"} 3\n' +
        "# EOF\n",
    );
  });

  test("writes the numbers that are none as the formats ask", () => {
    const family = (value: number): Family => ({
      name: "x",
      help: "X.",
      type: "gauge",
      values: [{ labels: {}, value }],
    });
    const written = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e21, 0.1].map(
      (value) => expose([family(value)], "text").split("\n")[2],
    );
    expect(written).toEqual(["x NaN", "x +Inf", "x -Inf", "x 1e+21", "x 0.1"]);
  });

  test("keeps every label value apart on one line, whatever it holds", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }), (values) => {
        const family = { ...requests, values: values.map((path) => ({ labels: { path }, value: 1 })) };
        const lines = expose([family], "text").trimEnd().split("\n").slice(2);
        const read = lines.map((line) => /^requests_total\{path="((?:[^"\\\n]|\\.)*)"\} 1$/u.exec(line)?.[1]);
        const unescaped = read.map((text) =>
          text?.replace(/\\(.)/gsu, (_, char) => (char === "n" ? "\n" : char)),
        );
        expect(unescaped).toEqual(values);
      }),
    );
  });
});
