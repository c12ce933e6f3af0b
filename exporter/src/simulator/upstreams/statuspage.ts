import type { Answer, Asked, Upstream } from "../upstream.ts";

type State = "well" | "degraded" | "outage" | "maintenance";

const INDICATORS = { well: "none", degraded: "minor", outage: "critical", maintenance: "maintenance" };
const COMPONENTS = {
  well: "operational",
  degraded: "degraded_performance",
  outage: "major_outage",
  maintenance: "under_maintenance",
};
const DESCRIPTIONS = {
  well: "All Systems Operational",
  degraded: "Minor Service Outage",
  outage: "Major Service Outage",
  maintenance: "Service Under Maintenance",
};
const NAME = "Delays in running jobs";

const iso = (instant: number) => new Date(instant * 1000).toISOString();

function statuspage(state: State, now: number) {
  const at = iso(now - 600);
  const component = (id: string, name: string, status: string) => ({
    id,
    name,
    status,
    group: false,
    group_id: null,
    updated_at: at,
  });
  const incident = {
    id: "inc1",
    name: NAME,
    status: "investigating",
    impact: INDICATORS[state],
    shortlink: "https://stspg.example/inc1",
    components: [component("c2", "Actions", COMPONENTS[state])],
  };
  return {
    page: { id: "p1", name: "Demo", url: "https://status.example.com", updated_at: at },
    status: { indicator: INDICATORS[state], description: DESCRIPTIONS[state] },
    components: [
      component("c1", "API Requests", "operational"),
      component("c2", "Actions", COMPONENTS[state]),
    ],
    incidents: state === "degraded" || state === "outage" ? [incident] : [],
    scheduled_maintenances: [],
  };
}

function slack(state: State, now: number) {
  const type = { well: "", degraded: "incident", outage: "outage", maintenance: "notice" }[state];
  const incident = {
    id: 1,
    title: NAME,
    type,
    status: "active",
    services: ["Messaging"],
    date_created: iso(now - 600),
  };
  return {
    status: type ? "active" : "ok",
    date_created: iso(now - 600),
    date_updated: iso(now),
    active_incidents: type ? [incident] : [],
  };
}

/** An archive: the open incident stands before one that has ended. */
function google(state: State, now: number) {
  const impact = {
    well: "",
    degraded: "SERVICE_DISRUPTION",
    outage: "SERVICE_OUTAGE",
    maintenance: "SERVICE_INFORMATION",
  }[state];
  const incident = (id: string, begin: number, description: string, statusImpact: string) => ({
    id,
    begin: iso(begin),
    external_desc: description,
    status_impact: statusImpact,
    severity: "medium",
    service_name: "Gmail",
    affected_products: [{ title: "Gmail", id: "gmail" }],
  });
  const ended = {
    ...incident("old", now - 86_400, "Delayed mail", "SERVICE_OUTAGE"),
    end: iso(now - 80_000),
  };
  return impact ? [incident("new", now - 600, NAME, impact), ended] : [ended];
}

/** The lists are left out when they are empty. */
function instatus(state: State, now: number) {
  const status = { well: "UP", degraded: "HASISSUES", outage: "HASISSUES", maintenance: "UNDERMAINTENANCE" };
  const page = { name: "Demo", url: "https://status.example.com", status: status[state] };
  const common = { name: NAME, url: "https://status.example.com/1" };
  if (state === "well") return { page };
  if (state === "maintenance") {
    const maintenance = { ...common, start: iso(now - 600), status: "INPROGRESS", duration: "60" };
    return { page, activeMaintenances: [maintenance] };
  }
  const impact = state === "outage" ? "MAJOROUTAGE" : "DEGRADEDPERFORMANCE";
  return {
    page,
    activeIncidents: [{ ...common, started: iso(now - 600), status: "INVESTIGATING", impact }],
  };
}

function betterStack(state: State, now: number) {
  const states = {
    well: "operational",
    degraded: "degraded",
    outage: "downtime",
    maintenance: "maintenance",
  };
  const attributes = { company_name: "Demo", timezone: "UTC", updated_at: iso(now) };
  return {
    data: { id: "1", type: "status_page", attributes: { ...attributes, aggregate_state: states[state] } },
    included: [],
  };
}

const PAGES: Record<string, (state: State, now: number) => unknown> = {
  "/api/v2/summary.json": statuspage,
  "/api/v2.0.0/current": slack,
  "/incidents.json": google,
  "/summary.json": instatus,
  "/index.json": betterStack,
};

const as =
  (state: State) =>
  ({ path, now }: Asked, healthy: Answer): Answer => {
    const page = PAGES[path];
    return page ? { body: page(state, now) } : healthy;
  };

export default {
  id: "statuspage",
  usualPort: 21225,
  routes: Object.fromEntries(
    Object.entries(PAGES).map(([path, page]) => [
      `GET ${path}`,
      ({ now }: Asked): Answer => ({ body: page("well", now) }),
    ]),
  ),
  faults: {
    degraded: as("degraded"),
    outage: as("outage"),
    maintenance: as("maintenance"),
    /** As hosts do that answer any path with their web page. */
    html: () => ({ headers: { "content-type": "text/html" }, body: "<!doctype html><title>Status</title>" }),
  },
} satisfies Upstream;
