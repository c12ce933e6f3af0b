import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { ALL_METRICS } from "../exporter/src/metrics/definitions.ts";
import { metricNames, syntaxError } from "../exporter/test/promql.ts";
import { engine } from "../exporter/tools/engines.ts";

interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}
interface AlertCase {
  alertname: string;
  exp_alerts?: unknown[];
}

const folder = import.meta.dirname;
const find = (glob: string) => globSync(glob, { cwd: folder }).sort();
const read = (path: string) => readFile(join(folder, path), "utf8");
const readAll = (paths: string[]) => Promise.all(paths.map(read));
const promtool = async (...args: string[]) =>
  (await promisify(execFile)(await engine("promtool"), args, { cwd: folder, timeout: 60_000 })).stdout;

const ruleFiles = find("rules/*.rules.yml");
const testFiles = find("rules/*.test.yml");
const runbooks = find("runbooks/*.md");

const ruleTexts = await readAll(ruleFiles);
const rules: Rule[] = ruleTexts.flatMap((text) =>
  parse(text).groups.flatMap((group: { rules: Rule[] }) => group.rules),
);
const alerts = rules.filter((rule): rule is Rule & { alert: string } => rule.alert !== undefined);
const alertNames = [...new Set(alerts.map(({ alert }) => alert))];
const alertCases: AlertCase[] = (await readAll(testFiles)).flatMap((text) =>
  parse(text).tests.flatMap(({ alert_rule_test = [] }: { alert_rule_test?: AlertCase[] }) => alert_rule_test),
);

/** What the exporter, Prometheus itself and the recording rules provide; a histogram by its three names. */
const known = new Set([
  "up",
  ...ALL_METRICS.flatMap(({ name, type }) =>
    type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  ),
  ...rules.flatMap(({ record }) => record ?? []),
]);
/** Of the exporter's process, by the client library: runbooks look at them. */
const PROCESS_METRICS = new Set(["process_cpu_seconds_total", "nodejs_eventloop_lag_p99_seconds"]);

/** Queries within annotations; their label values come by printf. */
const queriesOf = (annotation: string) =>
  [...annotation.matchAll(/`([^`]+)`/g)].map(([, query]) => (query as string).replaceAll("%q", '"x"'));

describe("prometheus", () => {
  test("promtool accepts the configuration, and finds the rules by it", async () => {
    expect(await promtool("check", "config", "--lint=all", "prometheus.yml")).toContain(
      `SUCCESS: ${ruleFiles.length} rule files found`,
    );
  });

  test("promtool has no complaint about the rules", async () => {
    await expect(promtool("check", "rules", "--lint=all", "--lint-fatal", ...ruleFiles)).resolves.toContain(
      "SUCCESS",
    );
  });

  test("every rules file has its tests beside it", () => {
    expect(testFiles).toEqual(ruleFiles.map((path) => path.replace(".rules.yml", ".test.yml")));
  });

  test.each(testFiles)(
    "promtool sees %s pass",
    async (path) => {
      await expect(promtool("test", "rules", path)).resolves.toContain("SUCCESS");
    },
    60_000,
  );

  test("recording rules are named level:metric:operations", () => {
    const names = rules.flatMap(({ record }) => record ?? []);
    expect(names.filter((name) => !/^[a-z_]+:[a-z_]+:[a-z0-9_]+$/.test(name))).toEqual([]);
  });

  test("rules and their annotations read only metrics that exist", () => {
    const queries = rules.flatMap(({ expr, annotations = {} }) => [
      expr,
      ...Object.values(annotations).flatMap(queriesOf),
    ]);
    expect(queries.flatMap((query) => syntaxError(query) ?? [])).toEqual([]);
    expect(queries.flatMap((query) => [...metricNames(query)]).filter((name) => !known.has(name))).toEqual(
      [],
    );
  });

  test("rules name no integration, team or check", () => {
    const text = ruleTexts.join("\n");
    expect(
      text.match(/\b(integration|check|team|channel|email|depends_on)\s*(=~?|!=|!~)\s*"[^"]*"/g),
    ).toBeNull();
  });
});

describe("alerts", () => {
  test.each(alerts)("$alert ($labels.severity) says what, where to look, and what to do", (rule) => {
    const { alert, labels, annotations = {} } = rule;
    expect(labels?.severity).toMatch(/^(critical|warning|info)$/);
    expect(Object.keys(annotations).sort()).toEqual([
      "dashboard_url",
      "description",
      "runbook_url",
      "summary",
    ]);
    expect(annotations.runbook_url).toContain(
      `}}/${alert}.md{{ else }}prometheus/runbooks/${alert}.md{{ end }}`,
    );
    expect(runbooks).toContain(`runbooks/${alert}.md`);
  });

  test.each(alertNames)("%s is tested firing and quiet", (name) => {
    const cases = alertCases.filter(({ alertname }) => alertname === name);
    expect(cases.some(({ exp_alerts = [] }) => exp_alerts.length > 0)).toBe(true);
    expect(cases.some(({ exp_alerts = [] }) => exp_alerts.length === 0)).toBe(true);
  });
});

describe("runbooks", () => {
  test("each belongs to an alert", () => {
    expect(runbooks.map((path) => basename(path, ".md"))).toEqual([...alertNames].sort());
  });

  test.each(runbooks)("%s has its four parts, and queries that work", async (path) => {
    const text = await read(path);
    expect([...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title)).toEqual([
      ...[basename(path, ".md"), "Meaning", "Impact", "Diagnosis", "Mitigation"],
    ]);
    const queries = [...text.matchAll(/```promql\n([^`]+)```/g)].flatMap(
      ([, lines]) => lines?.trim().split("\n") ?? [],
    );
    expect(queries.length).toBeGreaterThan(0);
    expect(queries.flatMap((query) => syntaxError(query) ?? [])).toEqual([]);
    const unknown = queries.flatMap((query) => [...metricNames(query)]).filter((name) => !known.has(name));
    expect(unknown.filter((name) => !PROCESS_METRICS.has(name))).toEqual([]);
    for (const [, link] of text.matchAll(/\]\((\w+\.md)\)/g)) expect(runbooks).toContain(`runbooks/${link}`);
  });
});
