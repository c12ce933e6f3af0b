/** What the exporter tells of itself and of its process: prom-client collects it, we write it. */
import { setImmediate } from "node:timers/promises";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Instant } from "../contract.ts";
import { EXPORTER_METRICS, LATENESS_BUCKETS, type MetricDefinition } from "./definitions.ts";
import {
  exposeHead,
  exposeNumber,
  exposePairs,
  exposePrefix,
  type Format,
  type Head,
  type Labels,
} from "./exposition.ts";

/** The longest that a timer of Node can wait: prom-client is not to look, ten times a second, at what is not told. */
const NEVER_MS = 2 ** 31 - 1;

/** Names that promtool refuses: gauges named as counters, and types in names. Other `nodejs_*` metrics say the same. */
const MISNAMED = [
  "nodejs_active_handles_total",
  "nodejs_active_requests_total",
  "nodejs_active_resources_total",
  "nodejs_eventloop_utilization_histogram",
  "nodejs_eventloop_utilization_summary",
];

/** Families that are collected in one piece; all of them take a millisecond or two, and the first time four. */
const AT_ONCE = 8;

export interface OwnMetrics {
  loaded(successful: boolean, at: Instant): void;
  lateness(seconds: number): void;
  load(probes: { running: number; waiting: number }): void;
  text(format: Format): Promise<Buffer>;
}

export function createOwnMetrics(version: string): OwnMetrics {
  const registry = new Registry();
  const options = ({ name, help, labels: labelNames }: MetricDefinition) => ({
    name,
    help,
    labelNames,
    registers: [registry],
  });
  const gauge = (definition: MetricDefinition) => new Gauge<string>(options(definition));
  const buildInfo = gauge(EXPORTER_METRICS.buildInfo);
  const reloadSuccessful = gauge(EXPORTER_METRICS.reloadSuccessful);
  const reloadTime = gauge(EXPORTER_METRICS.reloadTime);
  const probesRunning = gauge(EXPORTER_METRICS.probesRunning);
  const probesWaiting = gauge(EXPORTER_METRICS.probesWaiting);
  const lateness = new Histogram({ ...options(EXPORTER_METRICS.lateness), buckets: [...LATENESS_BUCKETS] });

  buildInfo.set({ version, nodeversion: process.version }, 1);
  collectDefaultMetrics({ register: registry, eventLoopUtilizationTimeout: NEVER_MS });
  for (const name of MISNAMED) registry.removeSingleMetric(name);

  return {
    loaded(successful, at) {
      reloadSuccessful.set(successful ? 1 : 0);
      if (successful) reloadTime.set(at);
    },
    lateness: (seconds) => lateness.observe(seconds),
    load({ running, waiting }) {
      probesRunning.set(running);
      probesWaiting.set(waiting);
    },
    async text(format) {
      let text = "";
      const families = registry.getMetricsAsArray() as unknown as readonly Collectable[];
      for (const [index, family] of families.entries()) {
        if (index % AT_ONCE === 0) await setImmediate();
        text += expose(await family.get(), format);
      }
      return Buffer.from(text);
    },
  };
}

interface Collectable {
  get(): Promise<Collected>;
}

/** As prom-client gives it. */
interface Collected extends Head {
  values: readonly { metricName?: string; labels?: Labels; value: number }[];
}

/** Not by prom-client's own writer: for OpenMetrics it takes `_total` off its counters' names for good. */
function expose(family: Collected, format: Format): string {
  const lines = family.values.map(
    ({ metricName = family.name, labels = {}, value }) =>
      `${exposePrefix(metricName, exposePairs(labels))}${exposeNumber(value)}\n`,
  );
  return exposeHead(family, format) + lines.join("");
}
