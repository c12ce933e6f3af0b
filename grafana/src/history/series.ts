/**
 * The history: prometheus/rules/history.rules.yml tells each hour of the 24 hours before it. Prometheus and
 * VictoriaMetrics have it under the same names, so the dashboard works on both.
 */
import { CHOSEN } from "../variables.ts";

export const INFO = "integration_day:info:last";
export const BUCKETS = "probe_duration_seconds_bucket:increase";

/** A name of the rules without its prefix, such as `uptime:ratio`. */
const series = (name: string) => `integration_day:${name}{${CHOSEN}}`;

/** The last sample: it is an hour old at most, or two when one was missed. */
export const day = (name: string) => `last_over_time(${series(name)}[2h])`;

/** Each day of the time chosen once, at its end in UTC, rather than 24 times. */
export const eachDay = (name: string) => `${day(name)}[$__range:1d]`;

/** Every sample of the time chosen. */
export const whole = (name: string) => `${series(name)}[$__range]`;

/** Quantile of the durations, none where there were none: buckets add up, quantiles do not. `by` in addition to `le`. */
export const quantile = (of: number, buckets: string, by: string[] = []) =>
  `histogram_quantile(${of}, sum by (${[...by, "le"].join(", ")}) (${buckets})) >= 0`;
