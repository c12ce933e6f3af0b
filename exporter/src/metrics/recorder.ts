/** Writes what happened, and what is known of each check, into the series. */
import {
  type Catalog,
  type Check,
  type CheckState,
  CIRCUIT_STATES,
  type Circuit,
  checkKey,
  type Integration,
  type MaintenanceState,
  type Ran,
  STATUSES,
  type Status,
} from "../contract.ts";
import { createCatalogSeries } from "./catalog-series.ts";
import { type CheckSeries, createCheckFamilies } from "./check-families.ts";
import { PROBE_METRICS } from "./definitions.ts";
import { exposePairs } from "./exposition.ts";
import { Family, SINGLE, spansOf } from "./family.ts";
import { createKeep } from "./keep.ts";
import type { Samples } from "./page.ts";
import { count, recordCircuit, recordReported, recordResult, recordState, setState } from "./results.ts";
import { createVersions } from "./versions.ts";

export interface Recorder {
  /** Makes the series those of `catalog`: a changed check's begin anew, a removed one's end, all others stay untouched. */
  sync(catalog: Catalog): Promise<void>;
  probe(check: Check, result: Ran, state: CheckState): void;
  circuit(check: Check, circuit: Circuit): void;
  /** Status and maintenance change with time alone too: to be told whenever they may have. */
  standing(integration: Integration, standing: Standing): void;
}

interface Standing {
  status: Status;
  checks: readonly { check: Check; status: Status }[];
  maintenance: MaintenanceState;
}

export function createRecorder(): Recorder & { families: readonly Family[] } {
  const ofChecks = createCheckFamilies();
  const versions = createVersions();
  const catalogSeries = createCatalogSeries();
  const status = new Family(PROBE_METRICS.status);
  const { maintenance, maintenanceEnd } = catalogSeries.families;

  const checks = createKeep<Check, CheckSeries>(
    checkKey,
    (check) => {
      const series = ofChecks.begin(check);
      series.probeInterval?.set(0, check.intervalSeconds);
      recordCircuit(series, { at: "closed" });
      return series;
    },
    ofChecks.end,
  );

  const integrations = createKeep<Integration, Record<"status" | "maintenance" | "maintenanceEnd", Samples>>(
    ({ id }) => id,
    ({ id }) => {
      const pairs = exposePairs({ integration: id });
      return {
        status: status.add(pairs, STATUS_SPANS, 0),
        maintenance: maintenance.add(pairs, SINGLE, 0),
        maintenanceEnd: maintenanceEnd.add(pairs, SINGLE, Number.NaN),
      };
    },
    (kept) => {
      status.remove(kept.status);
      maintenance.remove(kept.maintenance);
      maintenanceEnd.remove(kept.maintenanceEnd);
    },
  );

  return {
    families: [
      ...Object.values(ofChecks.families),
      status,
      versions.family,
      ...Object.values(catalogSeries.families),
    ],
    async sync(catalog) {
      const wanted = catalog.integrations.flatMap((one) => one.checks);
      ofChecks.useBuckets(catalog, checks.entries());
      await checks.sync(wanted);
      versions.keep(new Set(wanted));
      await integrations.sync(catalog.integrations);
      await catalogSeries.sync(catalog);
    },
    probe(check, result, state) {
      const series = checks.get(check);
      if (!series) return;
      recordReported(series, result);
      count(series, result, ofChecks.observe);
      recordResult(series, check, result);
      recordState(series, result, state);
      if (!check.vendor) versions.record(check, result.observations);
    },
    circuit(check, circuit) {
      const series = checks.get(check);
      if (!series) return;
      series.circuitBreakerTransitions?.add(CIRCUIT_STATES.indexOf(circuit.at), 1);
      recordCircuit(series, circuit);
    },
    standing(integration, standing) {
      const series = integrations.get(integration);
      setState(series?.status, STATUSES, standing.status);
      for (const one of standing.checks) setState(checks.get(one.check)?.checkStatus, STATUSES, one.status);
      const { maintenance } = standing;
      series?.maintenance.set(0, maintenance.lasts ? 1 : 0);
      series?.maintenanceEnd.set(0, maintenance.lasts ? maintenance.to : Number.NaN);
    },
  };
}

const STATUS_SPANS = spansOf(PROBE_METRICS.status);
