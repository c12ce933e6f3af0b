/** Writes what happened, and what is known of each check, into the series. */
import type { Registry } from "prom-client";
import {
  type Catalog,
  type Check,
  type CheckState,
  type Circuit,
  checkKey,
  type Instant,
  type Integration,
  type Ran,
  type Status,
} from "../contract.ts";
import { type CatalogKey, catalogSamples } from "./catalog-series.ts";
import { CATALOG_METRICS, PROBE_METRICS } from "./definitions.ts";
import { createFamilies, type Families, labelsOf } from "./families.ts";
import { gauge, setState } from "./instruments.ts";
import { count, recordReported, recordResult, recordState } from "./results.ts";
import { createVersions } from "./versions.ts";

export interface Recorder {
  /** Makes the series those of `catalog`: a changed check's begin anew, a removed one's end. */
  sync(catalog: Catalog): void;
  probe(check: Check, result: Ran, state: CheckState): void;
  circuit(check: Check, circuit: Circuit): void;
  /** Status and maintenance change with time alone too, so they are written at each scrape. */
  standing(integration: Integration, status: Status, checks: readonly Standing[], now: Instant): void;
}

interface Standing {
  check: Check;
  status: Status;
}

export function createRecorder(registry: Registry): Recorder {
  const families = createFamilies(registry);
  const status = gauge(PROBE_METRICS.status, registry);
  const catalogGauges = Object.fromEntries(
    Object.entries(CATALOG_METRICS).map(([key, definition]) => [key, gauge(definition, registry)]),
  ) as Record<CatalogKey, ReturnType<typeof gauge>>;
  const versions = createVersions(registry);
  let checks = new Map<string, Check>();

  return {
    sync(catalog) {
      const wanted = new Map(
        catalog.integrations.flatMap((one) => one.checks.map((check) => [checkKey(check), check] as const)),
      );
      for (const [key, check] of checks) {
        if (wanted.get(key) !== check) {
          families.end(check);
          versions.forget(check);
        }
      }
      families.useBuckets(catalog, wanted.values());
      for (const [key, check] of wanted) if (checks.get(key) !== check) begin(families, check);
      checks = wanted;
      // These are rewritten whole: nothing counts in them, and every value comes from the catalog.
      status.reset();
      for (const target of Object.values(catalogGauges)) target.reset();
      for (const { key, labels, value } of catalogSamples(catalog)) catalogGauges[key].set(labels, value);
    },
    probe(check, result, state) {
      const labels = labelsOf(check);
      recordReported(families, check, result);
      if (check.vendor) return;
      count(families, labels, result);
      recordResult(families, labels, result);
      recordState(families, labels, result, state);
      versions.record(check, result.observations.version);
    },
    circuit(check, circuit) {
      if (check.vendor) return;
      families.counters.circuitBreakerTransitions.inc({ ...labelsOf(check), to: circuit.at });
      recordCircuit(families, check, circuit);
    },
    standing(integration, worst, standings, now) {
      const labels = { integration: integration.id };
      setState(status, PROBE_METRICS.status, labels, worst);
      for (const one of standings) {
        if (one.check.vendor) continue;
        setState(families.gauges.checkStatus, PROBE_METRICS.checkStatus, labelsOf(one.check), one.status);
      }
      const maintained = integration.maintenance.some(({ from, to }) => from <= now && now < to);
      catalogGauges.maintenance.set(labels, maintained ? 1 : 0);
    },
  };
}

function begin(families: Families, check: Check): void {
  families.begin(check);
  if (check.vendor) return;
  families.gauges.probeInterval.set(labelsOf(check), check.intervalSeconds);
  recordCircuit(families, check, { at: "closed" });
}

function recordCircuit({ gauges }: Families, check: Check, circuit: Circuit): void {
  const labels = labelsOf(check);
  setState(gauges.circuitBreakerState, PROBE_METRICS.circuitBreakerState, labels, circuit.at);
  gauges.circuitBreakerOpenUntil.set(labels, circuit.at === "open" ? circuit.until : Number.NaN);
}
