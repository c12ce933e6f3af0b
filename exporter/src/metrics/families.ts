/** The instruments that have series for each check, and how those begin and end. */
import type { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Catalog, Check } from "../contract.ts";
import { DURATION_BUCKETS, PROBE_METRICS } from "./definitions.ts";
import { counter, gauge, histogram, type Labels, series } from "./instruments.ts";

type Key = keyof typeof PROBE_METRICS;

const COUNTERS = ["probes", "probeFailures", "probeRetries", "circuitBreakerTransitions"] as const;
const AT_ZERO = ["consecutiveFailures", "failureReason", "environmentStatus"] as const;
const AT_NAN = [
  "up",
  "lastProbeDuration",
  "probePhase",
  "successRatio",
  "lastProbe",
  "lastSuccess",
  "probeInterval",
  "circuitBreakerState",
  "circuitBreakerOpenUntil",
  "checkStatus",
  "certificateExpiry",
  "inventory",
  "inventoryFingerprint",
  "quotaLimit",
  "quotaRemaining",
  "quotaReset",
  "activity",
  "reportedStatus",
] as const;

const VENDOR_KEYS = ["reportedStatus"] as const;

type CounterKey = (typeof COUNTERS)[number];
type GaugeKey = (typeof AT_ZERO)[number] | (typeof AT_NAN)[number];

export interface Families {
  counters: Record<CounterKey, Counter<string>>;
  gauges: Record<GaugeKey, Gauge<string>>;
  durations: () => Histogram<string>;
  /** Gives the histogram the buckets that the catalog needs. When they changed, its series begin anew for `checks`. */
  useBuckets(catalog: Catalog, checks: Iterable<Check>): void;
  /** Every series of a check, from the first scrape on. */
  begin(check: Check): void;
  end(check: Check): void;
}

export const labelsOf = (check: Check): Labels => ({ integration: check.integration, check: check.id });

export function createFamilies(registry: Registry): Families {
  const make = <K extends Key, T>(
    keys: readonly K[],
    kind: (definition: (typeof PROBE_METRICS)[K], registry: Registry) => T,
  ) => Object.fromEntries(keys.map((key) => [key, kind(PROBE_METRICS[key], registry)])) as Record<K, T>;
  const counters = make(COUNTERS, counter);
  const gauges = make([...AT_ZERO, ...AT_NAN], gauge);
  let buckets: number[] = [...DURATION_BUCKETS];
  let durations = histogram(PROBE_METRICS.probeDuration, buckets, registry);

  const each = (check: Check, visit: (key: CounterKey | GaugeKey, labels: Labels) => void): void => {
    // Of a vendor's status page only what it says counts: its outage is not the integration's.
    for (const key of check.vendor ? VENDOR_KEYS : [...COUNTERS, ...AT_ZERO, ...AT_NAN]) {
      for (const labels of series(PROBE_METRICS[key], labelsOf(check), check.observes)) visit(key, labels);
    }
  };

  return {
    counters,
    gauges,
    durations: () => durations,
    useBuckets(catalog, checks) {
      const wanted = bucketsOf(catalog);
      if (wanted.join() === buckets.join()) return;
      buckets = wanted;
      registry.removeSingleMetric(PROBE_METRICS.probeDuration.name);
      durations = histogram(PROBE_METRICS.probeDuration, buckets, registry);
      for (const check of checks) if (!check.vendor) durations.zero(labelsOf(check));
    },
    begin(check) {
      each(check, (key, labels) => {
        if (key in counters) counters[key as CounterKey].inc(labels, 0);
        else
          gauges[key as GaugeKey].set(labels, (AT_ZERO as readonly string[]).includes(key) ? 0 : Number.NaN);
      });
      if (!check.vendor) durations.zero(labelsOf(check));
    },
    end(check) {
      each(check, (key, labels) =>
        (key in counters ? counters[key as CounterKey] : gauges[key as GaugeKey]).remove(labels),
      );
      durations.remove(labelsOf(check));
    },
  };
}

/** The usual buckets and every threshold of the catalog: a quantile or a share at a threshold is then exact. */
function bucketsOf(catalog: Catalog): number[] {
  const thresholds = catalog.integrations.flatMap(({ slo, checks }) => [
    slo?.latency?.belowSeconds ?? [],
    ...checks.map(({ latency }) => (latency ? [latency.degradedSeconds, latency.downSeconds] : [])),
  ]);
  return [...new Set([...DURATION_BUCKETS, ...thresholds.flat()])].sort((a, b) => a - b);
}
