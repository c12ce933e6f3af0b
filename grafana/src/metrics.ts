/** Names of the metrics for the queries, and the few expressions that several dashboards build from them. */
import {
  CATALOG_METRICS,
  EXPORTER_METRICS,
  type MetricDefinition,
  PROBE_METRICS,
  SECRET_METRICS,
  WEBHOOK_METRICS,
} from "../../exporter/src/metrics/definitions.ts";
import type { StateSet } from "./states.ts";

type Names<Definitions> = { readonly [Key in keyof Definitions]: string };

const names = <Definitions extends Record<string, MetricDefinition>>(definitions: Definitions) =>
  Object.fromEntries(Object.entries(definitions).map(([key, { name }]) => [key, name])) as Names<Definitions>;

export const probe = names(PROBE_METRICS);
export const catalog = names(CATALOG_METRICS);
export const secret = names(SECRET_METRICS);
export const webhook = names(WEBHOOK_METRICS);
export const exporter = names(EXPORTER_METRICS);

/** A state set as one number per `by`, so that a table cell or a timeline can colour it; the worst state wins. */
export const worstState = ({ metric, label, states }: StateSet, matchers: string, by: string): string =>
  `max by (${by}) (${Object.entries(states)
    .map(([state, { code }]) => `${metric}{${matchers}, ${label}="${state}"} * ${code}`)
    .join(" or ")})`;

/** One series per `by`, with its `labels`, even while two exporters disagree during a rollout: two would break a join. */
export const oneOf = (series: string, by: string, labels: string): string =>
  `topk by (${by}) (1, max by (${by}, ${labels}) (${series}))`;

/** `expression` (a value per integration) with the labels `labels` of the catalog beside it. */
export const withInfo = (expression: string, labels: string): string =>
  `(${expression}) * on (integration) group_left (${labels}) ${oneOf(catalog.info, "integration", labels)}`;

/** Why each check fails now, by the label `words`: what the alerts say too. */
export const FAILURE_WORDS = "integration_check:failure_reason:words";

/** `expression`, which has the label `reason`, with those words beside it. */
export const inWords = (expression: string): string =>
  `(${expression}) * on (reason) group_left (words) reason:words:info`;

/**
 * Quantile of the duration of successful probes, per `by`, or over all where `by` is empty.
 * `window` is a range such as `1h`.
 */
export const durationQuantile = (quantile: number, matchers: string, window: string, by = ""): string =>
  `histogram_quantile(${quantile}, sum by (${["le", by].filter(Boolean).join(", ")}) (rate(${probe.probeDuration}_bucket{${matchers}}[${window}])))`;
