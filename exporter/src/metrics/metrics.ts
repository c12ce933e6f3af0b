/** What the exporter exposes. */
import { collectDefaultMetrics, Registry } from "prom-client";
import type { Check, Instant, Ran, SecretEntry } from "../contract.ts";
import { EXPORTER_METRICS, LATENESS_BUCKETS, PROBE_METRICS } from "./definitions.ts";
import { expose, type Family, type Format } from "./exposition.ts";
import { createFamilies, labelsOf } from "./families.ts";
import { gauge, histogram } from "./instruments.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { recordResult } from "./results.ts";
import { createSecretSeries } from "./secrets.ts";

/** Names that promtool refuses: gauges named as counters, and types in names. Other `nodejs_*` metrics say the same. */
const MISNAMED = [
  "nodejs_active_handles_total",
  "nodejs_active_requests_total",
  "nodejs_active_resources_total",
  "nodejs_eventloop_utilization_histogram",
  "nodejs_eventloop_utilization_summary",
];

export interface Metrics extends Recorder {
  /** Tells of a secret whether it is there, and since when. Never its value. */
  secret(entry: SecretEntry, found: { present: boolean; rotatedAt?: Instant }): void;
  loaded(successful: boolean, at: Instant): void;
  lateness(seconds: number): void;
  load(probes: { running: number; waiting: number }): void;
  render(format: Format): Promise<string>;
}

export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const recorder = createRecorder(registry);
  const secrets = createSecretSeries(registry);
  const own = {
    buildInfo: gauge(EXPORTER_METRICS.buildInfo, registry),
    reloadSuccessful: gauge(EXPORTER_METRICS.reloadSuccessful, registry),
    reloadTime: gauge(EXPORTER_METRICS.reloadTime, registry),
    probesRunning: gauge(EXPORTER_METRICS.probesRunning, registry),
    probesWaiting: gauge(EXPORTER_METRICS.probesWaiting, registry),
    lateness: histogram(EXPORTER_METRICS.lateness, LATENESS_BUCKETS, registry),
  };
  own.buildInfo.set({ version, nodeversion: process.version }, 1);
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);

  return {
    ...recorder,
    sync(catalog) {
      recorder.sync(catalog);
      secrets.reset();
    },
    secret: secrets.write,
    loaded(successful, at) {
      own.reloadSuccessful.set(successful ? 1 : 0);
      if (successful) own.reloadTime.set(at);
    },
    lateness: (seconds) => own.lateness.observe(seconds),
    load({ running, waiting }) {
      own.probesRunning.set(running);
      own.probesWaiting.set(waiting);
    },
    render: (format) => render(registry, format),
  };
}

/** Probes on demand, as `/probe` answers them: the families of `/metrics` that a single probe can fill. */
export function renderProbes(probes: readonly { check: Check; result: Ran }[]): Promise<string> {
  const registry = new Registry();
  const families = createFamilies(registry);
  for (const { check, result } of probes) recordResult(families, labelsOf(check), result);
  for (const definition of Object.values(PROBE_METRICS)) {
    if (!ON_DEMAND.has(definition)) registry.removeSingleMetric(definition.name);
  }
  return render(registry, "text");
}

const ON_DEMAND: ReadonlySet<unknown> = new Set([
  PROBE_METRICS.up,
  PROBE_METRICS.lastProbeDuration,
  PROBE_METRICS.probePhase,
  PROBE_METRICS.failureReason,
  PROBE_METRICS.certificateExpiry,
  PROBE_METRICS.inventory,
  PROBE_METRICS.inventoryFingerprint,
  PROBE_METRICS.quotaLimit,
  PROBE_METRICS.quotaRemaining,
  PROBE_METRICS.quotaReset,
  PROBE_METRICS.environmentStatus,
  PROBE_METRICS.activity,
]);

async function render(registry: Registry, format: Format): Promise<string> {
  return expose((await registry.getMetricsAsJSON()) as unknown as Family[], format);
}
