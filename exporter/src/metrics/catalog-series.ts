/** The catalog as series. */
import type { Catalog, Integration, Team } from "../contract.ts";
import type { CATALOG_METRICS } from "./definitions.ts";
import type { Labels } from "./instruments.ts";

export type CatalogKey = keyof typeof CATALOG_METRICS;
export interface Sample {
  key: CatalogKey;
  labels: Labels;
  value: number;
}

export function catalogSamples(catalog: Catalog): Sample[] {
  const byId = new Map(catalog.integrations.map((integration) => [integration.id, integration]));
  return [
    {
      key: "links",
      labels: { runbooks: catalog.links.runbooks ?? "", dashboards: catalog.links.dashboards ?? "" },
      value: 1,
    },
    ...catalog.integrations.flatMap((integration) => [
      ...ownership(integration),
      ...promises(integration),
      ...[...upstream(integration, byId)].map((id) => ({
        key: "dependency" as const,
        labels: { integration: integration.id, depends_on: id },
        value: 1,
      })),
      ...integration.checks.flatMap(checkSamples),
    ]),
    ...[...new Set(catalog.integrations.map(({ team }) => team))].flatMap(teamSamples),
  ];
}

function ownership({ id, title, group, team, lifecycle, cost, notes, replacedBy }: Integration): Sample[] {
  const labels = { integration: id };
  return [
    {
      key: "info",
      labels: { ...labels, title, group, team: team.id, channel: team.channel, email: team.email, lifecycle },
      value: 1,
    },
    ...notes.map((note) => ({ key: "note" as const, labels: { ...labels, note }, value: 1 })),
    ...(replacedBy
      ? [{ key: "replacement" as const, labels: { ...labels, replaced_by: replacedBy }, value: 1 }]
      : []),
    ...optional("responseSla", labels, team.responseSlaSeconds),
    ...optional("cost", { ...labels, bound: "min" }, cost?.min),
    ...optional("cost", { ...labels, bound: "max" }, cost?.max),
  ];
}

const teamSamples = ({ id, title, contact = "", escalation }: Team): Sample[] => [
  { key: "teamInfo", labels: { team: id, title, contact }, value: 1 },
  ...escalation.map(({ to, afterSeconds }, index) => ({
    key: "escalation" as const,
    labels: { team: id, step: String(index + 1), to },
    value: afterSeconds,
  })),
];

function promises({ id, slo }: Integration): Sample[] {
  const labels = { integration: id };
  return [
    ...optional("sloObjective", { ...labels, slo: "availability" }, slo?.availability),
    ...optional("sloObjective", { ...labels, slo: "latency" }, slo?.latency?.ratio),
    ...optional("sloLatency", labels, slo?.latency?.belowSeconds),
  ];
}

function checkSamples(check: Integration["checks"][number]): Sample[] {
  const labels = { integration: check.integration, check: check.id };
  return [
    { key: "checkInfo", labels: { ...labels, provider: check.provider }, value: 1 },
    ...optional("latencyThreshold", { ...labels, level: "degraded" }, check.latency?.degradedSeconds),
    ...optional("latencyThreshold", { ...labels, level: "down" }, check.latency?.downSeconds),
  ];
}

const optional = (key: CatalogKey, labels: Labels, value: number | undefined): Sample[] =>
  value === undefined ? [] : [{ key, labels, value }];

/** All that an integration stands on, directly or through others: PromQL cannot follow a chain. */
function upstream(
  integration: Integration,
  byId: ReadonlyMap<string, Integration>,
  seen = new Set<string>(),
): Set<string> {
  for (const id of integration.dependsOn) {
    const next = byId.get(id);
    if (!next || seen.has(id)) continue;
    seen.add(id);
    upstream(next, byId, seen);
  }
  return seen;
}
