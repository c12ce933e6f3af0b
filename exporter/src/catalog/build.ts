import type { Catalog, Check, Integration, Slo, Team } from "../contract.ts";
import type { Pace } from "./check.ts";
import { settle } from "./pace.ts";
import type { CatalogFile } from "./schema.ts";

type IntegrationEntry = CatalogFile["integrations"][number];

/** From the words of the file to the types of the contract; the file has been found right. */
export function buildCatalog({ links, concurrency, defaults, teams, integrations }: CatalogFile): Catalog {
  const teamsById = new Map(Object.entries(teams).map(([id, entry]) => [id, buildTeam(id, entry)]));
  const { runbooks, dashboards } = links;
  return {
    links: {
      ...(runbooks && { runbooks: withoutSlash(runbooks) }),
      ...(dashboards && { dashboards: withoutSlash(dashboards) }),
    },
    concurrency,
    integrations: integrations.map((entry) =>
      buildIntegration(entry, teamsById.get(entry.team) as Team, defaults),
    ),
  };
}

const withoutSlash = (url: string) => url.replace(/\/+$/, "");

const buildTeam = (
  id: string,
  { title, channel, email, response_sla }: CatalogFile["teams"][string],
): Team => ({
  id,
  title: title ?? id,
  channel: channel ?? "",
  email: email ?? "",
  ...(response_sla !== undefined && { responseSlaSeconds: response_sla }),
});

function buildIntegration(entry: IntegrationEntry, team: Team, defaults: Pace): Integration {
  const { id, title = id, group, lifecycle, depends_on, slo, cost, maintenance, checks } = entry;
  return {
    id,
    title,
    group,
    team,
    lifecycle,
    dependsOn: [...new Set(depends_on)],
    ...(slo && { slo: buildSlo(slo) }),
    ...(cost && { cost }),
    maintenance,
    checks: checks.map((check) => buildCheck(id, check, defaults)),
  };
}

const buildSlo = ({ availability, latency }: NonNullable<IntegrationEntry["slo"]>): Slo => ({
  ...(availability !== undefined && { availability: availability / 100 }),
  ...(latency && { latency: { belowSeconds: latency.below, ratio: latency.of / 100 } }),
});

/** What is left of an entry without the common keys is the provider's. */
function buildCheck(integration: string, entry: IntegrationEntry["checks"][number], defaults: Pace): Check {
  const {
    provider,
    id = provider,
    interval,
    max_interval,
    timeout,
    latency,
    retries,
    breaker,
    ...config
  } = entry;
  return { integration, id, provider, config, ...settle(entry, defaults) };
}
