/** Writes what happened, and what is known of each check, into the series. */
import {
  type Catalog,
  type Check,
  type CheckState,
  CIRCUIT_STATES,
  type Circuit,
  type Integration,
  type IntegrationChange,
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
  /** Series of what came begin, of what went end, of what changed begin anew: of a check all, of an integration its own. */
  replace(change: IntegrationChange): void;
  /** Makes room for the latencies that checks are held against; before any that needs it. Lets others have their turn. */
  useThresholds(thresholds: readonly number[]): Promise<void>;
  /** Tells what belongs to no integration. */
  describe(catalog: Catalog): void;
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

  const checks = createKeep<Check, CheckSeries>((check) => {
    const series = ofChecks.begin(check);
    series.probeInterval?.set(0, check.intervalSeconds);
    recordCircuit(series, { at: "closed" });
    return series;
  }, ofChecks.end);

  const integrations = createKeep<Integration, Record<"status" | "maintenance" | "maintenanceEnd", Samples>>(
    ({ id }) => {
      const pairs = exposePairs({ integration: id });
      return {
        status: status.add(pairs, STATUS_SPANS, 0),
        maintenance: maintenance.add(pairs, SINGLE, 0),
        maintenanceEnd: maintenanceEnd.add(pairs, SINGLE, Number.NaN),
      };
    },
    (kept) => {
      for (const samples of Object.values(kept)) samples.end();
    },
  );

  return {
    families: [
      ...Object.values(ofChecks.families),
      status,
      versions.family,
      ...Object.values(catalogSeries.families),
    ],
    replace(change) {
      for (const one of change.checks) {
        checks.replace(one);
        if (one.before) versions.forget(one.before);
      }
      integrations.replace(change);
      catalogSeries.replace(change);
    },
    useThresholds: (thresholds) => ofChecks.useThresholds(thresholds, checks.entries()),
    describe: catalogSeries.describe,
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
