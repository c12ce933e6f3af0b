import type { CIRCUIT_STATES, Reason, Status } from "../../src/contract.ts";
import { CATALOG_METRICS, PROBE_METRICS } from "../../src/metrics/definitions.ts";

/** One line of the live table: an integration with the worst of its checks. */
export interface Row {
  integration: string;
  status: Status;
  /** Over the status window; NaN before the first probe. */
  successRatio: number;
  breaker: (typeof CIRCUIT_STATES)[number];
  /** Of successful probes since the start; NaN before the first. */
  p95Seconds: number;
  /** Why the last probe failed; absent after a success, and before the first probe. */
  reason?: Reason;
}

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** The samples of a text exposition. */
export function parse(exposition: string): Sample[] {
  return [...exposition.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name = "", labels = "", value]) => ({
      name,
      labels: Object.fromEntries(
        [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = "", text = ""]) => [label, text]),
      ),
      value: Number(value?.replace("Inf", "Infinity")),
    }),
  );
}

const BREAKERS_WORST_FIRST = ["open", "half_open", "closed"] as const;

/** Reads the live table from what the exporter exposes, in the order of the catalog. */
export function rows(exposition: string): Row[] {
  const byIntegration = Map.groupBy(parse(exposition), ({ labels }) => labels.integration ?? "");
  return [...byIntegration].flatMap(([integration, samples]) => {
    const on = (name: string, label: string) =>
      samples
        .filter((sample) => sample.name === name && sample.value === 1)
        .map(({ labels }) => labels[label]);
    if (on(CATALOG_METRICS.info.name, "integration").length === 0) return [];
    const breakers = on(PROBE_METRICS.circuitBreakerState.name, "state");
    const reason = on(PROBE_METRICS.failureReason.name, "reason")[0] as Reason | undefined;
    return {
      integration,
      status: (on(PROBE_METRICS.status.name, "status")[0] ?? "unknown") as Status,
      successRatio: lowest(samples.filter(({ name }) => name === PROBE_METRICS.successRatio.name)),
      breaker: BREAKERS_WORST_FIRST.find((state) => breakers.includes(state)) ?? "closed",
      p95Seconds: slowest(samples),
      ...(reason ? { reason } : {}),
    };
  });
}

/** NaN, "nothing measured yet", counts only when there is nothing else. */
const measured = (values: number[]) => values.filter((value) => !Number.isNaN(value));

function lowest(samples: Sample[]): number {
  const values = measured(samples.map(({ value }) => value));
  return values.length === 0 ? Number.NaN : Math.min(...values);
}

function slowest(samples: Sample[]): number {
  const buckets = samples.filter(({ name }) => name === `${PROBE_METRICS.probeDuration.name}_bucket`);
  const checks = [...Map.groupBy(buckets, ({ labels }) => labels.check).values()];
  const p95s = measured(checks.map((check) => quantile(0.95, check)));
  return p95s.length === 0 ? Number.NaN : Math.max(...p95s);
}

/** As Prometheus' `histogram_quantile` has it: linear within the bucket. */
export function quantile(q: number, buckets: Sample[]): number {
  const bounds = buckets
    .map(({ labels, value }) => ({ le: Number(labels.le?.replace("Inf", "Infinity")), count: value }))
    .sort((a, b) => a.le - b.le);
  const rank = q * (bounds.at(-1)?.count ?? 0);
  const index = bounds.findIndex(({ count }) => count >= rank);
  const bucket = bounds[index];
  if (rank === 0 || !bucket) return Number.NaN;
  const { le: from, count: below } = bounds[index - 1] ?? { le: 0, count: 0 };
  if (bucket.le === Number.POSITIVE_INFINITY) return from;
  return from + ((bucket.le - from) * (rank - below)) / (bucket.count - below);
}
