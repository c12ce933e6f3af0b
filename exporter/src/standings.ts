/**
 * Status and maintenance as series. They change when a probe ends, and with time alone: those that time may have changed
 * are looked at when somebody comes to see, and no other.
 */
import type { Change, Check, Clock, Instant, Integration, MaintenanceState } from "./contract.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { type Maintained, maintenanceAt } from "./status/maintenance.ts";
import type { Standing, Store } from "./status/store.ts";

export interface Standings {
  replace(change: Change<Integration>): void;
  /** To be called when something became known of a check. */
  look(check: Check): void;
  /** To be called before a scrape, and before `maintenance` is asked. */
  catchUp(): void;
  maintenance(integration: Integration): MaintenanceState;
}

interface Dependencies {
  clock: Pick<Clock, "now">;
  store: Store;
  metrics: Pick<Metrics, "standing">;
}

interface Known {
  standing: Standing;
  maintenance: Maintained;
  /** When time alone may change something next. */
  changesAt: Instant;
}

export function createStandings({ clock, store, metrics }: Dependencies): Standings {
  const owners = new Map<Check, Integration>();
  const known = new Map<Integration, Known>();

  function write(integration: Integration): void {
    const now = clock.now();
    const before = known.get(integration);
    const maintenance =
      before && now < before.maintenance.changesAt
        ? before.maintenance
        : maintenanceAt(integration.maintenance, now);
    const standing = store.standing(integration);
    // Most probes change neither.
    if (!before || maintenance !== before.maintenance || differ(standing, before.standing))
      metrics.standing(integration, { ...standing, maintenance });
    const changesAt = Math.min(maintenance.changesAt, ...integration.checks.map(store.changesAt));
    known.set(integration, { standing, maintenance, changesAt });
  }

  return {
    replace({ before, after }) {
      for (const check of before?.checks ?? []) owners.delete(check);
      if (before) known.delete(before);
      for (const check of after?.checks ?? []) owners.set(check, after as Integration);
      if (after) write(after);
    },
    look(check) {
      const integration = owners.get(check);
      if (integration) write(integration);
    },
    catchUp() {
      const now = clock.now();
      for (const [integration, { changesAt }] of known) if (changesAt <= now) write(integration);
    },
    maintenance: (integration) => known.get(integration)?.maintenance ?? { lasts: false },
  };
}

/** Both of one integration. */
const differ = (a: Standing, b: Standing): boolean =>
  a.status !== b.status || a.checks.some(({ status }, index) => status !== b.checks[index]?.status);
