/** The exporter's own metrics, read. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { PROBE_METRICS } from "../../src/metrics/definitions.ts";
import { fetchWhole } from "./fetch-whole.ts";
import type { Bucket } from "./statistics.ts";

/** The value of each series, by its name and labels as written. */
export type Samples = ReadonlyMap<string, number>;

/** Compressed, as Prometheus asks for it. */
export const askAsPrometheus = (url: string) =>
  fetchWhole(`${url}/metrics`, { headers: { "accept-encoding": "gzip" } });

export async function scrape(url: string): Promise<Samples> {
  const { headers, body } = await askAsPrometheus(url);
  const text = headers["content-encoding"] === "gzip" ? await promisify(gunzip)(body) : body;
  return samplesOf(text.toString());
}

/** @param text in Prometheus' text format */
export function samplesOf(text: string): Samples {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(" ");
      return [line.slice(0, space), Number(line.slice(space + 1))];
    }),
  );
}

/** Probes since the exporter started. */
export function probesIn(samples: Samples): { successes: number; failures: number } {
  const failures = sum(samples, PROBE_METRICS.probeFailures.name);
  return { successes: sum(samples, PROBE_METRICS.probes.name) - failures, failures };
}

/** The sum of all series of a metric. */
function sum(samples: Samples, metric: string): number {
  let total = 0;
  for (const [series, value] of samples) {
    if (series === metric || series.startsWith(`${metric}{`)) total += value;
  }
  return total;
}

/** The buckets of a histogram that has no further labels. */
export function buckets(samples: Samples, metric: string): Bucket[] {
  const start = `${metric}_bucket{le="`;
  return [...samples]
    .filter(([series]) => series.startsWith(start))
    .map(([series, count]) => ({
      le: Number(series.slice(start.length, -2).replace("+Inf", "Infinity")),
      count,
    }));
}
