/** The families that have series for each check, and how those begin and end. */
import { setImmediate } from "node:timers/promises";
import type { Check } from "../contract.ts";
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

/** Histograms to begin anew in one piece. */
const AT_ONCE = 64;

/** The series of one check, by family; null where a check does not tell it. */
export type CheckSeries = Record<Key, Samples | null> & {
  /** Of its histogram. */
  buckets: readonly number[];
};

/**
 * With a place for each family, and from the parser: an object that gets two dozen names one by one becomes a table to V8,
 * half a kilobyte larger.
 */
const NO_SERIES: Record<Key, null> = JSON.parse(
  JSON.stringify(Object.fromEntries(KEYS.map((key) => [key, null]))),
);

export interface CheckFamilies {
  families: Record<Key, Family>;
  /** Every series of a check, from the first scrape on. */
  begin(check: Check): CheckSeries;
  end(series: CheckSeries): void;
  /** Counts a duration in the histogram. */
  observe(series: CheckSeries, seconds: number): void;
  /**
   * Gives the histogram the usual buckets and one for each of `thresholds`: a quantile or a share at a threshold is then
   * exact. When they changed it begins anew for `all`, who let others have their turn meanwhile.
   */
  useThresholds(thresholds: readonly number[], all: Iterable<[Check, CheckSeries]>): Promise<void>;
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
      const series: CheckSeries = { ...NO_SERIES, buckets };
      const pairs = pairsOf(check);
      for (const key of check.vendor ? OF_VENDORS : KEYS) {
        const rows = spans(key, check);
        if (rows.length > 0) series[key] = families[key].add(pairs, rows, initial(key));
      }
      return series;
    },
    end(series) {
      for (const key of KEYS) series[key]?.end();
    },
    observe(series, seconds) {
      if (series.probeDuration) observe(series.probeDuration, series.buckets, seconds);
    },
    async useThresholds(thresholds, all) {
      const wanted = [...new Set([...DURATION_BUCKETS, ...thresholds])].sort((a, b) => a - b);
      if (wanted.join() === buckets.join()) return;
      buckets = wanted;
      bucketSpans = histogramSpans(buckets);
      let done = 0;
      for (const [check, series] of all) {
        if (++done % AT_ONCE === 0) await setImmediate();
        if (!series.probeDuration) continue;
        series.probeDuration.end();
        series.probeDuration = families.probeDuration.add(pairsOf(check), bucketSpans, 0);
        series.buckets = buckets;
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
