/** The exporter: whether what it tells can be trusted now, in a tile each. */
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { exporter } from "../metrics.ts";
import { stat, thresholds } from "../panels.ts";
import { anyIs, COLORS, type Steps } from "../states.ts";
import { EXPORTERS } from "../variables.ts";

const yesOrNo = (yes: string, no: string): ValueMap => ({
  type: MappingType.ValueToText,
  options: {
    0: { text: no, color: COLORS.bad, index: 0 },
    1: { text: yes, color: COLORS.good, index: 1 },
  },
});
export const UP = yesOrNo("up", "down");
export const RELOADED = yesOrNo("succeeded", "failed");

export const up = () =>
  stat({
    title: "Exporters",
    description:
      "Whether Prometheus could scrape each exporter. Down: all other dashboards show the past; integrations fail unseen until it is back.",
    series: [{ expr: `min by (instance) (up{${EXPORTERS}})`, legend: "{{instance}}" }],
    unit: "none",
  })
    .mappings([UP])
    .noValue("No exporter was ever scraped");

/** A probe may be late by a second: the goal of the exporter, and where its alert begins. */
const LATE_STEPS: Steps = [
  [null, COLORS.good],
  [1, COLORS.bad],
];

export const lateNow = () =>
  stat({
    title: "Lateness now, p99",
    description:
      "How long after its due time a probe starts, over the last 5 minutes. Above a second: too little CPU, or too low a cap " +
      "on concurrency; statuses are older than they look.",
    series: [
      {
        expr: `histogram_quantile(0.99, sum by (le) (rate(${exporter.lateness}_bucket{${EXPORTERS}}[5m])))`,
        legend: "p99",
      },
    ],
    unit: "s",
  })
    .thresholds(thresholds(LATE_STEPS))
    .noValue("No probe ran");

export const overdue = () =>
  stat({
    title: "Checks not probed in time",
    description:
      "Checks whose last probe is older than two of their intervals. Any: what is shown of them is out of date; look at lateness and CPU.",
    series: [
      {
        expr: `count(integration_check:last_probe_age:intervals{${EXPORTERS}} > 2) or vector(0)`,
        legend: "checks",
      },
    ],
    unit: "none",
  }).thresholds(thresholds(anyIs(COLORS.bad)));

export const waiting = () =>
  stat({
    title: "Probes waiting now",
    description:
      "Probes that are due and wait for a place. For minutes: raise the catalog's `concurrency`, or lengthen intervals.",
    series: [{ expr: `sum(${exporter.probesWaiting}{${EXPORTERS}})`, legend: "waiting" }],
    unit: "none",
  })
    .thresholds(thresholds(anyIs(COLORS.warning)))
    .noValue("No exporter");

/** Half of Prometheus' own limit is where its alert begins. */
const SCRAPE_STEPS: Steps = [
  [null, COLORS.good],
  [5, COLORS.warning],
  [10, COLORS.bad],
];

export const scrapeNow = () =>
  stat({
    title: "Scrape takes",
    description:
      "The slowest of the chosen exporters. Prometheus gives up after 10 s, and then knows nothing of any integration: " +
      "give it CPU, or split the catalog.",
    series: [{ expr: `max(scrape_duration_seconds{${EXPORTERS}})`, legend: "slowest" }],
    unit: "s",
  })
    .thresholds(thresholds(SCRAPE_STEPS))
    .noValue("Never scraped");
