/** A catalog of a hundred integrations, as its file would write it: every provider's example, in several places. */
import { type Provider, WEBHOOK_SIGNATURES } from "../../../exporter/src/contract.ts";

const SIZE = 100;
const PLACES = ["eu", "us", "ap"];
/** More MCP servers than other things, as people have them. */
const MCP_SERVERS = ["search", "files", "tickets", "metrics", "code", "browser"];
const TEAMS = ["platform", "support", "ai", "web"];
const PROJECTS = ["store", "studio", "console"];
const DAY = 86_400;
const NOT_CONFIGURED = "google-calendar-eu";
const UNDER_MAINTENANCE = "openai-eu";
const MAINTAINED_BEFORE = "otel-collector-eu";

/** Environment that every secret of the fleet is read from; `MISSING` is not in it. */
export const ENVIRONMENT = { SECRET: "any" };
const SECRET = { env: "SECRET" };
const MISSING = { env: "MISSING" };

const GROUPS: Record<string, string[]> = {
  mcp: ["mcp", "context7", "composio", "klavis"],
  infrastructure: ["docker", "fly", "postgres", "redis", "supabase", "dns", "tcp", "tls"],
  observability: ["alertmanager", "grafana", "langfuse", "otel-collector", "prometheus"],
  workspace: ["gmail", "google-calendar", "slack", "markdown-docs"],
};

const DEPENDS_ON: Record<string, string[]> = {
  n8n: ["postgres", "docker"],
  supabase: ["postgres"],
  vercel: ["supabase"],
  langfuse: ["postgres", "redis"],
  chatwoot: ["postgres", "redis"],
  grafana: ["prometheus"],
  klavis: ["gmail", "slack"],
};

/** @param end the last moment of the data, Unix seconds: dates of the catalog lie around it */
export function fleet(providers: ReadonlyMap<string, Provider>, end: number): Record<string, unknown> {
  const kinds = [...providers.values()].filter(({ id }) => id !== "statuspage");
  const servers = MCP_SERVERS.map((place) => ({ place, kind: providers.get("mcp") as Provider }));
  const everywhere = PLACES.flatMap((place) => kinds.map((kind) => ({ place, kind })));
  const places = [...everywhere.slice(0, SIZE - servers.length), ...servers];
  return {
    links: { runbooks: "https://runbooks.example.com", dashboards: "https://grafana.example.com" },
    defaults: { interval: "60s", timeout: "10s", retries: 1, latency: { degraded: "800ms", down: "3s" } },
    teams: Object.fromEntries(TEAMS.map((id, index) => [id, team(id, index)])),
    secrets: Object.fromEntries(TEAMS.flatMap((id, index) => secrets(id, index, end))),
    integrations: places.map(({ kind, place }, index) => integration(kind, place, index, end)),
  };
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

const team = (id: string, index: number) => ({
  title: `Team ${id}`,
  channel: `#${id}`,
  email: `${id}@example.com`,
  response_sla: `${2 * (index + 1)}h`,
  contact: `on-call phone of ${id}`,
  escalation: [
    { to: `Lead <lead-${id}@example.com>`, after: "2h" },
    { to: "VP <vp@example.com>", after: "8h" },
  ],
});

const secrets = (team: string, index: number, end: number) => [
  [`${team}-key`, { from: SECRET, team, rotate_every: "90d", rotated: iso(end - (85 + 3 * index) * DAY) }],
  [
    `${team}-token`,
    { from: index === 1 ? MISSING : SECRET, team, expires: iso(end + (5 + 40 * index) * DAY) },
  ],
  [`${team}-webhook`, { from: index === 2 ? MISSING : SECRET, team, required: false }],
];

function integration({ id: kind, title, example }: Provider, place: string, index: number, end: number) {
  const id = `${kind}-${place}`;
  const cost = 5 + ((index * 37) % 400);
  return {
    id,
    title: `${title} (${place})`,
    group: Object.entries(GROUPS).find(([, members]) => members.includes(kind))?.[0] ?? "apis",
    project: PROJECTS[index % PROJECTS.length],
    team: TEAMS[index % TEAMS.length],
    ...lifeOf(kind, place, index, end),
    depends_on: (DEPENDS_ON[kind] ?? []).map((other) => `${other}-${place}`),
    slo: { availability: index % 2 ? 99.5 : 99.9, latency: { below: "500ms", of: 95 } },
    ...(index % 9 === 5 ? {} : { cost: { min: cost, max: 2 * cost, ...budgetOf(index, cost) } }),
    ...(index % 4 ? {} : { console: "https://console.example.com" }),
    notes: index % 9 ? [] : ["slow on Mondays", "contract ends in spring"],
    maintenance: maintenanceOf(id, end),
    ...(isSignature(kind) ? { webhooks: [{ signature: kind, secret: SECRET }] } : {}),
    ...(index % 7 ? {} : { status_page: { base_url: "https://status.example.com" } }),
    checks: [
      id === NOT_CONFIGURED
        ? { ...withSecrets(example, MISSING), optional: true }
        : withSecrets(example, SECRET),
    ],
  };
}

const isSignature = (kind: string) => WEBHOOK_SIGNATURES.some((one) => one === kind);

/** Every third has one, and not all of those keep within it. */
const budgetOf = (index: number, cost: number) =>
  index % 3 ? {} : { budget: (0.8 + 0.4 * (index % 5)) * cost };

function maintenanceOf(id: string, end: number) {
  if (id === UNDER_MAINTENANCE) return [{ from: iso(end - 3600), to: iso(end + 3600) }];
  return id === MAINTAINED_BEFORE ? [{ from: iso(end - 10 * 3600), to: iso(end - 9 * 3600) }] : [];
}

/** One place holds all that does not page, and what is on trial. */
function lifeOf(kind: string, place: string, index: number, end: number) {
  if (place === "ap" && index % 5 === 0)
    return { lifecycle: "piloted", trial_ends: iso(end + (index - 80) * DAY) };
  if (place !== "ap" || index % 5 > 3) return { lifecycle: "active" };
  if (index % 5 === 1) return { lifecycle: "planned" };
  if (index % 5 === 2) return { lifecycle: "deprecated", replaced_by: `${kind}-eu` };
  return { lifecycle: "discontinued", replaced_by: `${kind}-eu` };
}

/** `value` with every reference to a secret replaced. */
function withSecrets(value: unknown, secret: object): object {
  const replaced = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(replaced);
    if (typeof inner !== "object" || inner === null) return inner;
    const keys = Object.keys(inner);
    if (keys.length === 1 && (keys[0] === "env" || keys[0] === "file")) return secret;
    return Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, replaced(one)]));
  };
  return replaced(value) as object;
}
