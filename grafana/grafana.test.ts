import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { ALL_METRICS } from "../exporter/src/metrics/definitions.ts";
import { metricNames, syntaxError } from "../exporter/test/promql.ts";
import { dashboard, line } from "./src/dashboard.ts";
import { stat } from "./src/panels.ts";
import { dashboards, generated, type PanelJson, panelsOf, queries, substitute } from "./test/reading.ts";

const root = resolve(import.meta.dirname, "..");

/** Grafana's own variables; what they become here makes a valid query. */
const GRAFANA = { __range: "1h", __rate_interval: "5m" };

/** Prometheus writes these itself. */
const ALERT_SERIES = ["ALERTS", "ALERTS_FOR_STATE"];

async function recordedNames(): Promise<string[]> {
  const folder = join(root, "prometheus/rules");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".rules.yml"));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts.flatMap((text) =>
    (parse(text) as { groups: { rules: { record?: string }[] }[] }).groups.flatMap(({ rules }) =>
      rules.flatMap(({ record }) => record ?? []),
    ),
  );
}

const exposed = ALL_METRICS.flatMap(({ name, type }) =>
  type === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
);

/** The values do not matter to the syntax, nor to the names of the metrics. */
const variablesOf = (names: string[]) => ({
  ...GRAFANA,
  ...Object.fromEntries(names.map((name) => [name, "any"])),
});
const allVariables = variablesOf(
  dashboards.flatMap(({ templating }) => templating.list.map(({ name }) => name)),
);

const overlaps = (a: PanelJson["gridPos"], b: PanelJson["gridPos"]) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe.each(dashboards)("dashboard $title", (dashboard) => {
  const panels = panelsOf(dashboard);
  const charts = panels.filter(({ type }) => type !== "row");

  test("numbers its panels and names their queries", () => {
    expect(panels.map(({ id }) => id)).toEqual(panels.map((_, index) => index + 1));
    for (const { targets = [] } of charts)
      expect(targets.map(({ refId }) => refId)).toEqual([..."ABCDEFGHIJKL"].slice(0, targets.length));
  });

  test("lays no panel over another and none beyond the 24 columns", () => {
    const overlapping = panels.flatMap((a) =>
      panels
        .filter((b) => a.id < b.id && overlaps(a.gridPos, b.gridPos))
        .map((b) => `${a.title} and ${b.title}`),
    );
    expect(overlapping).toEqual([]);
    for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
  });

  test("gives each panel a title of its own, a description, a unit and a query", () => {
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const { title, description, fieldConfig, targets } of charts) {
      expect({ title, description }).toEqual({ title, description: expect.stringMatching(/.{40}/) });
      expect({ title, unit: fieldConfig?.defaults.unit }).toEqual({ title, unit: expect.any(String) });
      expect({ title, queries: targets?.length }).toEqual({ title, queries: expect.any(Number) });
    }
  });

  test("asks the data source of its variable and no other", () => {
    const asking = [...charts, ...dashboard.templating.list.filter(({ query }) => typeof query === "object")];
    expect(new Set(asking.map(({ datasource }) => datasource?.uid))).toEqual(new Set([`\${datasource}`]));
  });

  test("uses no variable that it does not have", () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    const used = [
      ...charts.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
      ...dashboard.templating.list.map(({ query }) => (typeof query === "object" ? query.query : "")),
    ].map((expr) => substitute(expr, variablesOf(names)));
    // $1 is label_replace's.
    expect(used.filter((expr) => /\$(?!1\b)/.test(expr))).toEqual([]);
  });
});

test.each(queries)("$where is PromQL over metrics that exist", async ({ expr }) => {
  const promql = substitute(expr, allVariables);
  expect(syntaxError(promql)).toBeUndefined();
  const known = new Set([...exposed, ...(await recordedNames()), ...ALERT_SERIES]);
  expect(metricNames(promql).size).toBeGreaterThan(0);
  expect([...metricNames(promql)].filter((name) => !known.has(name))).toEqual([]);
});

test("the dashboards on disk are those of the source, no more and no fewer", async () => {
  const folder = join(root, "grafana/dashboards");
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const found = Object.fromEntries(names.map((name, index) => [`grafana/dashboards/${name}`, texts[index]]));
  expect(found).toEqual(generated);
});

test("a line of panels that does not fill the grid is refused", () => {
  const panel = stat({ title: "Half", description: "", series: [], unit: "none" });
  const half = { lines: [line(4, [12, panel])] };
  const spec = {
    uid: "u",
    title: "t",
    description: "",
    from: "now-1h",
    refresh: "1m",
    variables: [],
    links: [],
  };
  expect(() => dashboard({ ...spec, sections: [half] })).toThrow("12 columns wide, not 24");
});
