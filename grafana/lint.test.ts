/** Rules in the spirit of Grafana's dashboard-linter, held against the JSON that Grafana reads. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { metricNames, syntaxError } from "../exporter/test/promql.ts";
import { HISTORY } from "./src/panels.ts";
import { EXPORTERS } from "./src/variables.ts";
import { knownMetrics } from "./test/known-metrics.ts";
import {
  annotationsOf,
  type DashboardJson,
  dashboards,
  panelsOf,
  type Query,
  queriesOf,
  substitute,
} from "./tools/reading.ts";

const texts = ({ templating: { list } }: DashboardJson): Record<string, string> =>
  Object.fromEntries(
    list.flatMap(({ name, query }) =>
      typeof query === "object" && query ? [[name, String((query as { query: string }).query)]] : [],
    ),
  );

const mentioned = (text: string): string[] =>
  [...text.matchAll(/\$(\w+)/g)].map(([, name]) => name as string);

/** Variables that the queries name, and those that narrow the choice of these. */
function usedVariables(dashboard: DashboardJson): Set<string> {
  const found = new Set<string>();
  const add = (text: string) => {
    for (const name of mentioned(text).filter((one) => !found.has(one))) {
      found.add(name);
      add(texts(dashboard)[name] ?? "");
    }
  };
  for (const { expr } of [...queriesOf(dashboard), ...annotationsOf(dashboard)]) add(expr);
  return found;
}

/** What makes a query plain PromQL; the values do not matter to its syntax. */
const plain = (variables: string[]): Record<string, string> => ({
  ...Object.fromEntries(variables.map((name) => [name, "any"])),
  ...{ __range: "1h", __interval: "1m", __rate_interval: "5m" },
});

let known: Set<string>;
beforeAll(async () => {
  known = await knownMetrics();
}, 60_000);

/** Grafana gives the first group of label_replace and its own variables. */
const OWN = /^(\d+|__rate_interval|__range|__interval)$/;

describe.each(dashboards)("dashboard $title", (dashboard) => {
  const variables = dashboard.templating.list.map(({ name }) => name);
  const sources = dashboard.templating.list
    .filter(({ type }) => type === "datasource")
    .map(({ name }) => name);
  const asked = [...queriesOf(dashboard), ...annotationsOf(dashboard)];

  test("has every variable that it uses, and uses every variable that it has", () => {
    const used = [...usedVariables(dashboard)].filter((name) => !OWN.test(name));
    const others = variables.filter((name) => !sources.includes(name));
    expect(used.toSorted()).toEqual(others.toSorted());
  });

  test("asks the data sources of its variables and no other", () => {
    const asking = [
      ...panelsOf(dashboard).filter(({ targets = [] }) => targets.length > 0),
      ...dashboard.templating.list.filter(({ name }) => name in texts(dashboard)),
      ...(dashboard.annotations?.list ?? []),
    ];
    expect(new Set(asking.map(({ datasource }) => datasource?.uid))).toEqual(
      new Set(sources.map((name) => `\${${name}}`)),
    );
  });

  test("asks the history for nothing but what is kept for ever", () => {
    const panels = panelsOf(dashboard).filter(({ datasource }) => datasource?.uid === HISTORY.uid);
    const names = panels.flatMap(({ targets = [] }) =>
      targets.flatMap(({ expr }) => [...metricNames(substitute(expr, plain(variables)))]),
    );
    expect(names.filter((name) => !name.startsWith("integration_day:"))).toEqual([]);
    expect(panels.length > 0).toBe(sources.includes("history"));
  });

  test("asks in PromQL, for metrics that exist", () => {
    const promql = asked.map(({ where, expr }) => ({ where, expr: substitute(expr, plain(variables)) }));
    expect(promql.flatMap(({ where, expr }) => syntaxError(expr)?.replace(/^/, `${where}: `) ?? [])).toEqual(
      [],
    );
    const names = promql.flatMap(({ expr }) => [...metricNames(expr)]);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(promql.filter(({ expr }) => metricNames(expr).size === 0)).toEqual([]);
  });

  test("takes rates over Grafana's rate interval, its time range, or a stated time of minutes at least", () => {
    expect(asked.flatMap(wrongWindows)).toEqual([]);
  });

  test("chooses exporters by job and instance where exporters are what it tells of, and nowhere else", () => {
    const wanted = dashboard.uid === "integrations-exporter";
    expect(variables.includes("job") && variables.includes("instance")).toBe(wanted);
    if (wanted) expect(asked.flatMap(ofAnyExporter)).toEqual([]);
  });
});

const wrongWindows = ({ where, expr }: Query): string[] =>
  [...expr.matchAll(/\b(?:rate|increase|irate)\([^[]*\[([^\]]+)\]/g)]
    .map(([, window]) => window as string)
    .filter((window) => !/^(\$__rate_interval|\$__range|\$__interval|([5-9]|\d\d+)m|\d+[hdw])$/.test(window))
    .map((window) => `${where}: ${window}`);

const OF_EXPORTERS = /\b((?:integration_exporter|process|nodejs|scrape)_\w+)(\{[^}]*\})?/g;

const ofAnyExporter = ({ where, expr }: Query): string[] =>
  [...expr.matchAll(OF_EXPORTERS)]
    .filter(([, , matchers = ""]) => !matchers.includes(EXPORTERS))
    .map(([, name]) => `${where}: ${name}`);
