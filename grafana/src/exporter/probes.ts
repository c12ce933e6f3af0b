/** The exporter: whether its probes run when they should. */
import { exporter, probe } from "../metrics.ts";
import { lines, withLimit } from "../panels.ts";
import { EXPORTERS } from "../variables.ts";

const RATE = "[$__rate_interval]";

export const lateness = () =>
  withLimit(
    lines({
      title: "Lateness of probes",
      description:
        "How long after its due time a probe starts. p99 above the dashed line: compare with the event loop and the probes that wait. " +
        "A jump at a reload or a start is over by itself.",
      series: [0.5, 0.99].map((quantile) => ({
        expr: `histogram_quantile(${quantile}, sum by (le) (rate(${exporter.lateness}_bucket{${EXPORTERS}}${RATE})))`,
        legend: `p${quantile * 100}`,
      })),
      unit: "s",
    }),
    1,
  ).noValue("No probe ran");

export const underWay = () =>
  lines({
    title: "Probes under way",
    description:
      "Probes that run and those that wait for a place. Many running: upstreams are slow, up to their time-outs. Waiting for long: " +
      "raise the catalog's `concurrency`.",
    series: [
      { expr: `sum(${exporter.probesRunning}{${EXPORTERS}})`, legend: "running" },
      { expr: `sum(${exporter.probesWaiting}{${EXPORTERS}})`, legend: "waiting" },
    ],
    unit: "none",
  }).noValue("No exporter");

export const probesPerSecond = () =>
  lines({
    title: "Probes per second",
    description:
      "How much each exporter does. A step down without a change of the catalog: breakers are open or checks back off; " +
      "to zero: it hangs, restart it.",
    series: [
      { expr: `sum by (instance) (rate(${probe.probes}{${EXPORTERS}}${RATE}))`, legend: "{{instance}}" },
    ],
    unit: "ops",
  }).noValue("No probe ran");

export const scrapeTime = () =>
  withLimit(
    lines({
      title: "Scrape duration",
      description:
        "How long Prometheus takes to read an exporter. It grows with the catalog. Above the dashed line an alert fires; " +
        "at 10 s the scrape is given up.",
      series: [{ expr: `max by (instance) (scrape_duration_seconds{${EXPORTERS}})`, legend: "{{instance}}" }],
      unit: "s",
    }),
    5,
  ).noValue("Never scraped");

export const samples = () =>
  lines({
    title: "Samples per scrape",
    description:
      "How many series each exporter has. It follows the catalog; growing by itself: a label takes ever new values, which costs " +
      'Prometheus memory. Look at `topk(10, count by (__name__) ({job="integration_exporter"}))`.',
    series: [{ expr: `max by (instance) (scrape_samples_scraped{${EXPORTERS}})`, legend: "{{instance}}" }],
    unit: "short",
  }).noValue("Never scraped");

export const newSeries = () =>
  lines({
    title: "New series per scrape",
    description:
      "Series that Prometheus had not seen at the scrape before. Many once: a reload or a new version. Many always: a label takes ever new values.",
    series: [{ expr: `max by (instance) (scrape_series_added{${EXPORTERS}})`, legend: "{{instance}}" }],
    unit: "short",
  }).noValue("Never scraped");
