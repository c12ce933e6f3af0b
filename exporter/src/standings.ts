/**
 * Status and maintenance as series. They change when a probe ends, and with time alone: those that time may have changed
 * are looked at when a scrape comes, and no other.
 */
import type { Check, Clock, Instant, Integration } from "./contract.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { Store } from "./status/store.ts";

export interface Standings {
  sync(integrations: readonly Integration[]): void;
  /** To be called when something became known of a check. */
  look(check: Check): void;
  /** To be called before a scrape. */
  catchUp(): void;
}

interface Dependencies {
  clock: Pick<Clock, "now">;
  store: Store;
  metrics: Pick<Metrics, "standing">;
}

export function createStandings({ clock, store, metrics }: Dependencies): Standings {
  let owners = new Map<Check, Integration>();
  let changes = new Map<Integration, Instant>();

  function write(integration: Integration): void {
    const now = clock.now();
    const standings = integration.checks.map((check) => ({ check, status: store.state(check).status }));
    metrics.standing(integration, store.status(integration), standings, now);
    const bounds = integration.maintenance.flatMap(({ from, to }) => [from, to]).filter((at) => at > now);
    changes.set(integration, Math.min(...integration.checks.map(store.changesAt), ...bounds));
  }

  return {
    sync(integrations) {
      const before = changes;
      changes = new Map();
      owners = new Map();
      for (const integration of integrations) {
        for (const check of integration.checks) owners.set(check, integration);
        const known = before.get(integration);
        if (known === undefined) write(integration);
        else changes.set(integration, known);
      }
    },
    look(check) {
      const integration = owners.get(check);
      if (integration) write(integration);
    },
    catchUp() {
      const now = clock.now();
      for (const [integration, at] of changes) if (at <= now) write(integration);
    },
  };
}
