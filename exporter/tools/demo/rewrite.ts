/** A catalog, turned to what stands in for its third parties on this machine. */
import type { Lifecycle } from "../../src/contract.ts";
import type { Called } from "./callers.ts";
import { type Check, place, type StandIns } from "./check.ts";

interface Integration {
  id: string;
  title?: string;
  lifecycle?: Lifecycle;
  depends_on?: string[];
  replaced_by?: string;
  status_page?: Record<string, unknown>;
  checks: Check[];
  webhooks?: Omit<Called, "integration">[];
}

/** A catalog as its file writes it: what is read here, the rest goes by unseen. */
export interface Template {
  links?: object;
  defaults?: Record<string, unknown>;
  secrets?: Record<string, { required?: boolean }>;
  integrations: Integration[];
}

export const HURRY_TIMEOUT_SECONDS = 2;
/** To show in two minutes what takes an hour in earnest. */
const HURRY = {
  interval: "5s",
  max_interval: "10s",
  timeout: `${HURRY_TIMEOUT_SECONDS}s`,
  breaker: { consecutive_failures: 5, open: "10s", max_open: "15s" },
};
export const HURRY_TOLD =
  "Hurried: every check runs each 5 s (MCP servers 20 s), whatever its interval in the catalog.";

const PACE = ["interval", "max_interval", "timeout", "retries", "breaker"];

export interface Rewritten {
  catalog: Template;
  /** Sentences about what nothing could stand in for. */
  leftOut: string[];
  /** The simulated third party of each check, by `integration/check`. */
  upstreams: Map<string, string>;
}

export const nameOfCheck = ({ id }: Integration, check: Check): string =>
  `${id}/${String(check.id ?? check.provider)}`;

export function rewrite(template: Template, stand: StandIns, links: object): Rewritten {
  const leftOut: string[] = [];
  const upstreams = new Map<string, string>();
  const toChecks = (integration: Integration) =>
    integration.checks.flatMap((check) => {
      const placed = place(unhurried(check), stand);
      if (!placed) leftOut.push(`Nothing stands in for ${nameOfCheck(integration, check)}: left out.`);
      if (placed?.upstream) upstreams.set(nameOfCheck(integration, check), placed.upstream);
      return placed ? [placed.check] : [];
    });
  const integrations = template.integrations
    .map((integration) => ({ ...integration, checks: toChecks(integration) }))
    .filter(({ checks }) => checks.length > 0);
  const there = new Set(integrations.map(({ id }) => id));
  return {
    catalog: {
      ...template,
      links,
      defaults: { ...template.defaults, ...HURRY },
      integrations: integrations.map((one) => related(one, there, stand)),
    },
    leftOut,
    upstreams,
  };
}

const unhurried = (check: Check): Check =>
  Object.fromEntries(Object.entries(check).filter(([key]) => !PACE.includes(key))) as Check;

/** Without relations to what was left out, and with its vendor's page simulated. */
function related(
  { depends_on: needs, replaced_by: by, status_page: page, ...rest }: Integration,
  there: ReadonlySet<string>,
  { upstreams }: StandIns,
): Integration {
  const { components: _, ...where } = page ?? {};
  return {
    ...rest,
    ...(needs && { depends_on: needs.filter((id) => there.has(id)) }),
    ...(by && there.has(by) && { replaced_by: by }),
    ...(page && { status_page: { ...where, base_url: upstreams.statuspage } }),
  };
}
