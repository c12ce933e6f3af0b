import type { Catalog, Check, Integration, Provider, SecretEntry, Slo, Team, Webhook } from "../contract.ts";
import type { Pace } from "./check.ts";
import { upstreamOf } from "./dependencies.ts";
import { buildMaintenance } from "./maintenance.ts";
import { settle } from "./pace.ts";
import { secretsIn } from "./places.ts";
import { type CatalogFile, STATUS_PAGE_PROVIDER, VENDOR_CHECK } from "./schema.ts";

type IntegrationEntry = CatalogFile["integrations"][number];
type CheckEntry = IntegrationEntry["checks"][number];

/** From the words of the file to the types of the contract; the file has been found right. */
export function buildCatalog(
  { links, concurrency, defaults, teams, secrets, integrations }: CatalogFile,
  providers: ReadonlyMap<string, Provider>,
): Catalog {
  const teamsById = new Map(Object.entries(teams).map(([id, entry]) => [id, buildTeam(id, entry)]));
  const { runbooks, dashboards } = links;
  const upstream = upstreamOf(integrations);
  const built = integrations.map((entry) =>
    buildIntegration(entry, teamsById.get(entry.team) as Team, upstream(entry.id), (check) =>
      buildCheck(entry.id, check, defaults, providers.get(check.provider) as Provider),
    ),
  );
  return {
    links: {
      ...(runbooks && { runbooks: withoutSlash(runbooks) }),
      ...(dashboards && { dashboards: withoutSlash(dashboards) }),
    },
    concurrency,
    secrets: Object.entries(secrets).map(([id, entry]) =>
      buildSecret(id, entry, teamsById.get(entry.team) as Team),
    ),
    teams: [...new Set(built.map(({ team }) => team))],
    thresholds: [...new Set(built.flatMap(thresholdsOf))].sort((a, b) => a - b),
    integrations: built,
  };
}

const thresholdsOf = ({ slo, checks }: Integration): number[] => [
  ...(slo?.latency ? [slo.latency.belowSeconds] : []),
  ...checks.flatMap(({ latency }) => (latency ? [latency.degradedSeconds, latency.downSeconds] : [])),
];

const withoutSlash = (url: string) => url.replace(/\/+$/, "");

const buildTeam = (
  id: string,
  { title, channel, email, response_sla, contact, escalation }: CatalogFile["teams"][string],
): Team => ({
  id,
  title: title ?? id,
  channel: channel ?? "",
  email: email ?? "",
  ...(response_sla !== undefined && { responseSlaSeconds: response_sla }),
  ...(contact !== undefined && { contact }),
  escalation: escalation.map(({ to, after }) => ({ to, afterSeconds: after })),
});

const buildSecret = (
  id: string,
  { from, required, rotate_every, rotated, expires }: CatalogFile["secrets"][string],
  team: Team,
): SecretEntry => ({
  id,
  ref: from,
  team,
  required,
  ...(rotate_every !== undefined && { rotateEverySeconds: rotate_every }),
  ...(rotated !== undefined && { rotatedAt: rotated }),
  ...(expires !== undefined && { expiresAt: expires }),
});

function buildIntegration(
  entry: IntegrationEntry,
  team: Team,
  upstream: string[],
  toCheck: (check: CheckEntry) => Check,
): Integration {
  const {
    id,
    title = id,
    group,
    project,
    lifecycle,
    depends_on,
    slo,
    cost,
    maintenance,
    notes,
    checks,
    webhooks,
  } = entry;
  const page = entry.status_page;
  return {
    id,
    title,
    group,
    ...(project !== undefined && { project }),
    team,
    lifecycle,
    dependsOn: [...new Set(depends_on)],
    upstream,
    ...(slo && { slo: buildSlo(slo) }),
    ...(cost && { cost: buildCost(cost) }),
    ...(entry.trial_ends !== undefined && { trialEndsAt: entry.trial_ends }),
    maintenance: maintenance.map(buildMaintenance),
    ...(entry.console !== undefined && { console: entry.console }),
    notes,
    ...(entry.replaced_by !== undefined && { replacedBy: entry.replaced_by }),
    checks: [...checks.map(toCheck), ...(page ? [vendorCheck(toCheck, page)] : [])],
    webhooks: webhooks.map((one) => buildWebhook(id, one)),
  };
}

const buildWebhook = (
  integration: string,
  { id, signature, secret }: IntegrationEntry["webhooks"][number],
): Webhook => ({ integration, id: id ?? signature, signature, secret });

/** A status page asks for no more than a look a minute. */
const vendorCheck = (toCheck: (check: CheckEntry) => Check, page: Record<string, unknown>): Check => ({
  ...toCheck({
    ...page,
    provider: STATUS_PAGE_PROVIDER,
    id: VENDOR_CHECK,
    optional: false,
    retries: 0,
    interval: 60,
  }),
  vendor: true,
});

const buildCost = ({ min, max, budget }: NonNullable<IntegrationEntry["cost"]>) => ({
  min,
  max,
  ...(budget !== undefined && { budget }),
});

const buildSlo = ({ availability, latency }: NonNullable<IntegrationEntry["slo"]>): Slo => ({
  ...(availability !== undefined && { availability: availability / 100 }),
  ...(latency && { latency: { belowSeconds: latency.below, ratio: latency.of / 100 } }),
});

/** What is left of an entry without the common keys is the provider's. */
function buildCheck(integration: string, entry: CheckEntry, defaults: Pace, by: Provider): Check {
  const {
    provider,
    id = provider,
    optional,
    interval,
    max_interval,
    timeout,
    latency,
    retries,
    breaker,
    ...config
  } = entry;
  return {
    integration,
    id,
    provider,
    config,
    optional,
    secrets: [...secretsIn(by.config, config)].map(({ ref }) => ref),
    vendor: false,
    observes: by.observes?.(config) ?? {},
    ...settle(entry, defaults),
  };
}
