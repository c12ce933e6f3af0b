/** The catalog as series: those of an integration, and those that belong to none or to several. */
import type { Catalog, Change, Integration, Team } from "../contract.ts";
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

export function createCatalogSeries() {
  const families = familiesOf(CATALOG_METRICS);
  const add = ({ key, labels, value }: Sample): Samples =>
    families[key].add(exposePairs(labels), SINGLE, value);
  const ofIntegrations = createKeep<Integration, Samples[]>(
    (integration) => samplesOf(integration).map(add),
    (all) => {
      for (const samples of all) samples.end();
    },
  );
  return {
    families,
    replace: (change: Change<Integration>): void => ofIntegrations.replace(change),
    /** What belongs to no integration. Nothing counts in it, so it begins anew. */
    describe({ links, teams }: Pick<Catalog, "links" | "teams">): void {
      for (const key of OF_ALL) families[key].clear();
      for (const sample of [linksSample(links), ...teams.flatMap(teamSamples)]) add(sample);
    },
  };
}

const OF_ALL = ["links", "teamInfo", "escalation"] as const;

const samplesOf = (integration: Integration): Sample[] => [
  ...ownership(integration),
  ...promises(integration),
  ...dependencies(integration),
  ...integration.checks.flatMap(checkSamples),
];

const linksSample = ({ runbooks = "", dashboards = "" }: Catalog["links"]): Sample => ({
  key: "links",
  labels: { runbooks, dashboards },
  value: 1,
});

const dependencies = ({ id, upstream, dependsOn }: Integration): Sample[] =>
  upstream.map((other) => ({
    key: "dependency",
    labels: { integration: id, depends_on: other, direct: String(dependsOn.includes(other)) },
    value: 1,
  }));

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
