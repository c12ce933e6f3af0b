/** What is kept for ever: from the real exporter through Prometheus' rules and remote writing into VictoriaMetrics. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { eventually } from "../exporter/test/eventually.ts";
import type { Service } from "../exporter/tools/stack.ts";
import { startVictoriaMetrics } from "../exporter/tools/victoria-metrics.ts";
import { count, type HastyPrometheus, startHastyPrometheus } from "./test/prometheus.ts";
import { startWatchingExporter } from "./test/watching-exporter.ts";
import { queries, substitute } from "./tools/reading.ts";

const RULES = resolve(import.meta.dirname, "../prometheus/rules/history.rules.yml");
const DEADLINE_SECONDS = 120;
const VARIABLES = { integration: ".+", __range: "30s" };

let exporter: Awaited<ReturnType<typeof startWatchingExporter>>;
let victoriaMetrics: Service;
let prometheus: HastyPrometheus;

beforeAll(async () => {
  [exporter, victoriaMetrics] = await Promise.all([startWatchingExporter(), startVictoriaMetrics()]);
  prometheus = await startHastyPrometheus(exporter.address, new URL(victoriaMetrics.url).host);
}, 120_000);

afterAll(async () => {
  await prometheus?.stop();
  await victoriaMetrics?.stop();
  await exporter?.stop();
});

/** What Grafana asks for the values of a variable. */
async function labelValues(server: string, label: string, series?: string): Promise<string[]> {
  const matching = series === undefined ? "" : `?match[]=${series}`;
  const response = await fetch(`${server}/api/v1/label/${label}/values${matching}`);
  return ((await response.json()) as { data: string[] }).data;
}

async function recordedEachHour(): Promise<string[]> {
  const { groups } = parse(await readFile(RULES, "utf8")) as {
    groups: { interval?: string; rules: { record: string }[] }[];
  };
  return groups.flatMap(({ interval, rules }) =>
    interval === "1h" ? rules.map(({ record }) => record) : [],
  );
}

test(
  "VictoriaMetrics gets what is recorded each hour, and nothing else",
  async () => {
    const wanted = await recordedEachHour();
    const found = await eventually(
      DEADLINE_SECONDS,
      () => labelValues(victoriaMetrics.url, "__name__"),
      (names) => wanted.every((name) => names.includes(name)),
    );
    expect(found.toSorted()).toEqual(wanted.toSorted());
  },
  (DEADLINE_SECONDS + 10) * 1000,
);

test(
  "the dashboard on the history finds the same in Prometheus and in VictoriaMetrics",
  async () => {
    const ofHistory = queries.filter(({ where }) => where.startsWith("History:"));
    expect(ofHistory.length).toBeGreaterThan(10);
    const ask = (server: string) =>
      Promise.all(
        ofHistory.map(({ expr, instant }) =>
          // The test has seconds where the dashboard has days.
          count(server, substitute(expr, VARIABLES).replaceAll(":1d]", ":1s]"), instant),
        ),
      );
    const [there, here] = await eventually(
      DEADLINE_SECONDS,
      () => Promise.all([ask(victoriaMetrics.url), ask(prometheus.url)]),
      ([there, here]) => !here.includes(0) && String(there) === String(here),
    );
    expect(there).toEqual(here);
    const groups = (server: string) => labelValues(server, "group", "integration_day:info:last");
    expect(await groups(victoriaMetrics.url)).toContain("apis");
    expect(await groups(victoriaMetrics.url)).toEqual(await groups(prometheus.url));
  },
  (DEADLINE_SECONDS + 10) * 1000,
);
