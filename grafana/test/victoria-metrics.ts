import type { Service } from "../../exporter/tools/stack.ts";
import { startVictoriaMetrics } from "../../exporter/tools/victoria-metrics.ts";
import { queryInstant, type Series } from "../tools/query.ts";

/** Longer than anything is kept that the tests invent. */
const EVERYTHING = "100d";

/** A VictoriaMetrics that holds what the Prometheus at `url` holds at `end` (Unix seconds). */
export async function startCopy(url: string, end: number): Promise<Service> {
  const copy = await startVictoriaMetrics();
  for (const name of await metricNames(url, end))
    await send(copy.url, await queryInstant(url, `{__name__="${name}"}[${EVERYTHING}]`, end));
  await fetch(`${copy.url}/internal/force_flush`);
  return copy;
}

async function metricNames(url: string, end: number): Promise<string[]> {
  const response = await fetch(`${url}/api/v1/label/__name__/values?end=${end}`);
  return ((await response.json()) as { data: string[] }).data;
}

/** In VictoriaMetrics' own format: a line of JSON for each series. It keeps no NaN. */
async function send(url: string, all: Series[]): Promise<void> {
  const body = all.map(({ metric, values }) =>
    JSON.stringify({
      metric,
      values: values.map(([, value]) => Number(value)),
      timestamps: values.map(([at]) => at * 1000),
    }),
  );
  const response = await fetch(`${url}/api/v1/import`, { method: "POST", body: body.join("\n") });
  if (!response.ok) throw new Error(await response.text());
}
