/** The families that have series for each check, and how those begin and end. */
import type { Catalog, Check } from "../contract.ts";
import { DURATION_BUCKETS, PROBE_METRICS } from "./definitions.ts";
import { exposePairs } from "./exposition.ts";
import { type Family, familiesOf, histogramSpans, observe, type Span, spansOf } from "./family.ts";
import type { Samples } from "./page.ts";

const { status: _ofIntegrations, versionInfo: _ofUpstreams, ...OF_CHECKS } = PROBE_METRICS;
type Key = keyof typeof OF_CHECKS;
const KEYS = Object.keys(OF_CHECKS) as Key[];

/** Gauges that tell something before the first probe; the others are NaN until then. */
const AT_ZERO: readonly Key[] = ["checkStatus", "consecutiveFailures", "failureReason", "environmentStatus"];

/** Of a vendor's status page only what it says counts: its outage is not the integration's. */
const OF_VENDORS: readonly Key[] = ["reportedStatus"];

/** The series of one check, by family. What a check does not tell is absent. */
export type CheckSeries = Partial<Record<Key, Samples>>;

export interface CheckFamilies {
  families: Record<Key, Family>;
  /** Every series of a check, from the first scrape on. */
  begin(check: Check): CheckSeries;
  end(series: CheckSeries): void;
  /** Counts a duration in the histogram. */
  observe(series: CheckSeries, seconds: number): void;
  /** Gives the histogram the buckets that the catalog needs. When they changed, it begins anew for `all`. */
  useBuckets(catalog: Catalog, all: Iterable<[Check, CheckSeries]>): void;
}

export const pairsOf = (check: Check): string =>
  exposePairs({ integration: check.integration, check: check.id });

export function createCheckFamilies(): CheckFamilies {
  const families = familiesOf(OF_CHECKS);
  let buckets: readonly number[] = DURATION_BUCKETS;
  let bucketSpans = histogramSpans(buckets);

  const spans = (key: Key, check: Check): readonly Span[] =>
    key === "probeDuration" ? bucketSpans : (ALIKE.get(key) ?? spansOf(OF_CHECKS[key], check.observes));

  return {
    families,
    begin(check) {
      const series: CheckSeries = {};
      const pairs = pairsOf(check);
      for (const key of check.vendor ? OF_VENDORS : KEYS) {
        const rows = spans(key, check);
        if (rows.length > 0) series[key] = families[key].add(pairs, rows, initial(key));
      }
      return series;
    },
    end(series) {
      for (const key of KEYS) if (series[key]) families[key].remove(series[key]);
    },
    observe(series, seconds) {
      if (series.probeDuration) observe(series.probeDuration, buckets, seconds);
    },
    useBuckets(catalog, all) {
      const wanted = bucketsOf(catalog);
      if (wanted.join() === buckets.join()) return;
      buckets = wanted;
      bucketSpans = histogramSpans(buckets);
      families.probeDuration.clear();
      for (const [check, series] of all) {
        if (!series.probeDuration) continue;
        series.probeDuration = families.probeDuration.add(pairsOf(check), bucketSpans, 0);
      }
    },
  };
}

/** Rows that every check has: made once. */
const ALIKE: ReadonlyMap<Key, readonly Span[]> = new Map(
  KEYS.filter((key) => !OF_CHECKS[key].declared && !OF_CHECKS[key].onlyWhere).map((key) => [
    key,
    spansOf(OF_CHECKS[key]),
  ]),
);

const initial = (key: Key): number =>
  OF_CHECKS[key].type === "gauge" && !AT_ZERO.includes(key) ? Number.NaN : 0;

/** The usual buckets and every threshold of the catalog: a quantile or a share at a threshold is then exact. */
function bucketsOf(catalog: Catalog): number[] {
  const thresholds = new Set<number>(DURATION_BUCKETS);
  for (const { slo, checks } of catalog.integrations) {
    if (slo?.latency) thresholds.add(slo.latency.belowSeconds);
    for (const { latency } of checks) {
      if (latency) thresholds.add(latency.degradedSeconds).add(latency.downSeconds);
    }
  }
  return [...thresholds].sort((a, b) => a - b);
}
