/** Alerts as Prometheus keeps them: by what the exporter knows rather than by the rules, which nothing can backfill. */
import type { Catalog, Instant, Integration, Reason } from "../../../exporter/src/contract.ts";
import { exposePairs, type Labels } from "../../../exporter/src/metrics/exposition.ts";
import type { Store } from "../../../exporter/src/status/store.ts";

const PAGING = ["piloted", "active"];

/** What refuses us, or lacks something, has an alert of its own. */
const BY_REASON: Partial<Record<Reason, string>> = {
  unauthorized: "IntegrationCredentialRejected",
  forbidden: "IntegrationCredentialRejected",
  rate_limited: "IntegrationRateLimited",
  tool_missing: "IntegrationToolMissing",
};

/** Lines without a time: `ALERTS{...} 1`. What stands on something that fails has no alert: that has one. */
export function createAlerts({ integrations }: Catalog, store: Store): (now: Instant) => string[] {
  const byId = new Map(integrations.map((one) => [one.id, one]));
  const fails = (id: string) =>
    byId.get(id)?.checks.some((check) => store.state(check).consecutiveFailures > 0) ?? false;
  const paging = integrations.filter(({ lifecycle }) => PAGING.includes(lifecycle));
  let since = new Map<string, Instant>();

  return (now) => {
    const before = since;
    since = new Map();
    return paging
      .filter(({ dependsOn }) => !dependsOn.some(fails))
      .flatMap((integration) => {
        const fired = alertOf(integration, store);
        if (!fired) return [];
        const pairs = exposePairs({ ...fired, ...ownerOf(integration) });
        const began = before.get(pairs) ?? now;
        since.set(pairs, began);
        return [`ALERTS{alertstate="firing",${pairs}} 1`, `ALERTS_FOR_STATE{${pairs}} ${began}`];
      });
  };
}

function alertOf({ checks }: Integration, store: Store): Labels | undefined {
  for (const check of checks.filter(({ vendor }) => !vendor)) {
    const { consecutiveFailures, last, status } = store.state(check);
    if (consecutiveFailures >= 3 && last?.outcome === "failure")
      return { alertname: BY_REASON[last.reason] ?? "IntegrationDown", severity: "critical" };
    if (status === "degraded")
      return { alertname: "IntegrationDegraded", severity: "warning", check: check.id };
  }
  return undefined;
}

const ownerOf = ({ id, title, group, team }: Integration): Labels => ({
  ...{ integration: id, instance: "exporter:10120", title, group },
  ...{ team: team.id, channel: team.channel, email: team.email },
});
