import { createMetrics } from "../../exporter/src/metrics/metrics.ts";
import { exposed } from "../../exporter/test/exposed.ts";
import { find, knownMetrics as knownToRules, readAll, rulesOf } from "../../prometheus/test/reading.ts";

/** What Prometheus writes of each scrape and each alert, beyond what the rules read. */
const SYNTHETIC = ["ALERTS_FOR_STATE", "scrape_series_added"];

/** Every name that a query may ask for: of the exporter and its process, the recording rules, Prometheus and Alertmanager. */
export async function knownMetrics(): Promise<Set<string>> {
  const rules = rulesOf(await readAll(find("rules/*.rules.yml")));
  const text = await exposed(createMetrics("0"));
  const own = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name, type]) =>
    type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name as string],
  );
  return new Set([...SYNTHETIC, ...own, ...(await knownToRules(rules))]);
}
