import { z } from "zod";
import type { Status } from "../../contract.ts";
import { atlassian } from "./atlassian.ts";
import { kind, type Options, type Page, read, summarise, worst } from "./page.ts";

const Slack = z.object({
  status: z.string(),
  active_incidents: z.array(
    z.object({ title: z.string(), type: z.string(), services: z.array(z.string()).default([]) }),
  ),
});
type Slack = z.infer<typeof Slack>;
type SlackIncident = Slack["active_incidents"][number];

const slackStatus = (incidents: readonly SlackIncident[]): Status =>
  worst(incidents.map(({ type }) => (type === "outage" ? "down" : "degraded")));

function tellSlack({ status, active_incidents: active }: Slack, { components: wanted }: Options): Page {
  const concerned = active.filter(
    ({ services }) => !wanted || services.length === 0 || services.some((name) => wanted.includes(name)),
  );
  const titles = concerned.map(({ title }) => title);
  if (!wanted) {
    const idle = status === "ok" ? "healthy" : status === "active" ? "degraded" : "unknown";
    const reported = active.length > 0 ? slackStatus(active) : idle;
    return { ok: true, reported, says: `status ${status}`, incidents: titles };
  }
  const environments = wanted.map((name) => ({
    name,
    status: slackStatus(concerned.filter(({ services }) => services.length === 0 || services.includes(name))),
  }));
  return summarise(environments, titles);
}

const IMPACTS: Record<string, Status> = {
  AVAILABLE: "healthy",
  SERVICE_INFORMATION: "degraded",
  SERVICE_DISRUPTION: "degraded",
  SERVICE_OUTAGE: "down",
};

const Incidents = z.array(
  z.object({
    end: z.string().nullish(),
    external_desc: z.string(),
    status_impact: z.string(),
    service_name: z.string().optional(),
    affected_products: z.array(z.object({ title: z.string() })).default([]),
  }),
);
type Incidents = z.infer<typeof Incidents>;

function tellGoogle(incidents: Incidents, { service }: Options): Page {
  const open = incidents.filter(
    ({ end, service_name: name, affected_products: products }) =>
      !end && (!service || name === service || products.some(({ title }) => title === service)),
  );
  return {
    ok: true,
    reported: worst(open.map(({ status_impact: impact }) => read(IMPACTS, impact))),
    says: open.length > 0 ? `${open.length} open incidents` : "no open incident",
    incidents: open.map(({ external_desc: name }) => name),
  };
}

const INSTATUS_STATES: Record<string, Status> = {
  UP: "healthy",
  HASISSUES: "degraded",
  UNDERMAINTENANCE: "degraded",
};

/** Instatus leaves the lists out when they are empty. */
const Instatus = z.object({
  page: z.object({ status: z.string() }),
  activeIncidents: z.array(z.object({ name: z.string(), impact: z.string().optional() })).default([]),
  activeMaintenances: z.array(z.object({ name: z.string(), status: z.string().optional() })).default([]),
});
type Instatus = z.infer<typeof Instatus>;

function tellInstatus({ page, activeIncidents, activeMaintenances }: Instatus): Page {
  const state = read(INSTATUS_STATES, page.status);
  const out = state === "degraded" && activeIncidents.some(({ impact }) => impact === "MAJOROUTAGE");
  const underWay = activeMaintenances.filter(({ status }) => status !== "NOTSTARTEDYET");
  return {
    ok: true,
    reported: out ? "down" : state,
    says: `status ${page.status}`,
    incidents: [...activeIncidents, ...underWay].map(({ name }) => name),
  };
}

const BETTER_STACK_STATES: Record<string, Status> = {
  operational: "healthy",
  degraded: "degraded",
  maintenance: "degraded",
  downtime: "down",
};

const BetterStack = z.object({ data: z.object({ attributes: z.object({ aggregate_state: z.string() }) }) });
type BetterStack = z.infer<typeof BetterStack>;

function tellBetterStack({ data }: BetterStack): Page {
  const { aggregate_state: state } = data.attributes;
  return { ok: true, reported: read(BETTER_STACK_STATES, state), says: `state ${state}`, incidents: [] };
}

export const KIND_NAMES = ["statuspage", "slack", "google", "instatus", "betterstack"] as const;

export const KINDS = {
  statuspage: atlassian,
  slack: kind("/api/v2.0.0/current", Slack, tellSlack),
  google: kind("/incidents.json", Incidents, tellGoogle),
  instatus: kind("/summary.json", Instatus, tellInstatus),
  betterstack: kind("/index.json", BetterStack, tellBetterStack),
};
