/** The catalog as series: those of an integration, and those that belong to none or to several. */
import type { Catalog, Integration, Team } from "../contract.ts";
import { CATALOG_METRICS } from "./definitions.ts";
import { exposePairs, type Labels } from "./exposition.ts";
import { familiesOf, SINGLE } from "./family.ts";
import { createKeep } from "./keep.ts";
import type { Samples } from "./page.ts";

type Key = keyof typeof CATALOG_METRICS;

interface Sample {
  key: Key;
  labels: Labels;
  value: number;
}

interface Added {
  key: Key;
  samples: Samples;
}

export function createCatalogSeries() {
  const families = familiesOf(CATALOG_METRICS);
  const add = ({ key, labels, value }: Sample): Added => ({
    key,
    samples: families[key].add(exposePairs(labels), SINGLE, value),
  });
  const remove = ({ key, samples }: Added) => families[key].remove(samples);

  const ofIntegrations = createKeep<Integration, Added[]>(
    ({ id }) => id,
    (integration) => samplesOf(integration).map(add),
    (added) => added.forEach(remove),
  );
  const ofSeveral = createKeep<string, Added>(
    (sample) => sample,
    (sample) => add(JSON.parse(sample)),
    remove,
  );
  return {
    families,
    /** Touches only what changed: an integration that is the same object keeps its series. */
    async sync(catalog: Catalog): Promise<void> {
      await ofIntegrations.sync(catalog.integrations);
      await ofSeveral.sync(samplesOfSeveral(catalog).map((sample) => JSON.stringify(sample)));
    },
  };
}

const samplesOf = (integration: Integration): Sample[] => [
  ...ownership(integration),
  ...promises(integration),
  ...integration.checks.flatMap(checkSamples),
];

/** What may change although the integration that it tells of did not. */
function samplesOfSeveral({ links, integrations }: Catalog): Sample[] {
  const byId = new Map(integrations.map((integration) => [integration.id, integration]));
  const teams = new Map(integrations.map(({ team }) => [team.id, team]));
  return [
    {
      key: "links",
      labels: { runbooks: links.runbooks ?? "", dashboards: links.dashboards ?? "" },
      value: 1,
    },
    ...integrations.flatMap((integration) =>
      [...upstream(integration, byId)].map((id) => ({
        key: "dependency" as const,
        labels: {
          integration: integration.id,
          depends_on: id,
          direct: String(integration.dependsOn.includes(id)),
        },
        value: 1,
      })),
    ),
    ...[...teams.values()].flatMap(teamSamples),
  ];
}

function ownership(integration: Integration): Sample[] {
  const {
    id,
    title,
    group,
    project = "",
    team,
    lifecycle,
    cost,
    trialEndsAt,
    console,
    notes,
    replacedBy,
  } = integration;
  const labels = { integration: id };
  return [
    {
      key: "info",
      labels: {
        ...labels,
        title,
        group,
        project,
        team: team.id,
        channel: team.channel,
        email: team.email,
        lifecycle,
      },
      value: 1,
    },
    ...(console ? [{ key: "console" as const, labels: { ...labels, url: console }, value: 1 }] : []),
    ...notes.map((note) => ({ key: "note" as const, labels: { ...labels, note }, value: 1 })),
    ...(replacedBy
      ? [{ key: "replacement" as const, labels: { ...labels, replaced_by: replacedBy }, value: 1 }]
      : []),
    ...optional("responseSla", labels, team.responseSlaSeconds),
    ...optional("cost", { ...labels, bound: "min" }, cost?.min),
    ...optional("cost", { ...labels, bound: "max" }, cost?.max),
    ...optional("costBudget", labels, cost?.budget),
    ...optional("trialEnd", labels, trialEndsAt),
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

const optional = (key: Key, labels: Labels, value: number | undefined): Sample[] =>
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
