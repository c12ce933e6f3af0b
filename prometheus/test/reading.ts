/** What the folder holds, as its tests look at it. */
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { ALL_METRICS } from "../../exporter/src/metrics/definitions.ts";
import { ownMetrics } from "./own-metrics.ts";

export interface Rule {
  record?: string;
  alert?: string;
  expr: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}
export type Alert = Rule & { alert: string };
export interface AlertCase {
  alertname: string;
  exp_alerts?: { exp_labels: Record<string, string> }[];
}

export const folder = resolve(import.meta.dirname, "..");
export const find = (glob: string) => globSync(glob, { cwd: folder }).sort();
export const readAll = (paths: string[]) =>
  Promise.all(paths.map((path) => readFile(join(folder, path), "utf8")));

export const rulesOf = (texts: string[]): Rule[] =>
  texts.flatMap((text) => parse(text).groups.flatMap((group: { rules: Rule[] }) => group.rules));

export const alertsOf = (rules: Rule[]) => rules.filter((rule): rule is Alert => rule.alert !== undefined);

export const alertCasesOf = (texts: string[]): AlertCase[] =>
  texts.flatMap((text) =>
    parse(text).tests.flatMap(
      ({ alert_rule_test = [] }: { alert_rule_test?: AlertCase[] }) => alert_rule_test,
    ),
  );

/** Of every scrape and every alert, by Prometheus itself. */
const SYNTHETIC = ["up", "scrape_duration_seconds", "scrape_samples_scraped", "ALERTS"];

/** What the exporter, Prometheus, Alertmanager and the recording rules provide; a histogram by its three names. */
export async function knownMetrics(rules: Rule[]): Promise<Set<string>> {
  return new Set([
    ...SYNTHETIC,
    ...(await ownMetrics()),
    ...ALL_METRICS.flatMap(({ name, type }) =>
      type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
    ...rules.flatMap(({ record }) => record ?? []),
  ]);
}
