/** The real exporter, with a catalog of every kind of data that the dashboards show. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { systemClock } from "../../exporter/src/clock.ts";
import { startSimulator } from "../../exporter/src/simulator/simulator.ts";
import { createAuthority } from "../../exporter/test/certificates.ts";
import { startUpstream } from "../../exporter/test/upstream.ts";
import { freePort, startProcess } from "../../exporter/tools/process.ts";
import { startFickleMcpServer } from "./mcp-server.ts";
import { writeNeglectedPages } from "./neglected-pages.ts";

const root = resolve(import.meta.dirname, "../..");
const MCP_SERVER = join(root, "node_modules/@modelcontextprotocol/server-everything/dist/index.js");

/** Addresses of the upstreams, and the folder of the pages. */
type Places = Record<"store" | "host" | "github" | "page" | "mcp" | "pages", string>;

/** `shop` and `till` need `store`, which needs `host`. `store` works at first and then fails, and `till` with it. */
const catalog = ({ store, host, github, page, mcp, pages }: Places) => `
links: { runbooks: https://runbooks.example.com, dashboards: https://grafana.example.com }
defaults: { interval: 1s, max_interval: 1s, timeout: 900ms, breaker: { open: 1s, max_open: 1s } }
teams:
  platform: { title: Platform, channel: "#platform", email: platform@example.com, response_sla: 2h, contact: the bridge, escalation: [{ to: lead, after: 2h }] }
  support: {}
secrets:
  lost: { from: { env: NOBODY_SETS_THIS }, team: support }
  worn: { from: { file: token }, team: platform, rotate_every: 1s, expires: 2020-01-01T00:00:00Z }
integrations:
  - id: host
    group: infrastructure
    team: platform
    checks: [{ provider: http, url: "${host}", quota: true }]
  - id: store
    group: infrastructure
    team: platform
    depends_on: [host]
    slo: { availability: 99.9, latency: { below: 500ms, of: 95 } }
    cost: { min: 25, max: 60, budget: 50 }
    console: https://console.example.com
    notes: [slow on Mondays]
    status_page: { base_url: "${page}" }
    webhooks: [{ signature: shopify, secret: { file: token } }]
    checks:
      - provider: github
        base_url: "${github}"
        token: { file: token }
        repository: acme/shop
        workflow_runs: true
      - provider: http
        url: "${store}"
        tls: { ca: { file: authority.crt } }
        latency: { degraded: 300ms, down: 800ms }
      - provider: mcp
        command: [${process.execPath}, ${MCP_SERVER}, stdio]
        interval: 10s
        max_interval: 10s
        timeout: 9s
  - id: desk
    group: apis
    team: platform
    maintenance: [{ from: 2020-01-01T00:00:00Z, to: 2099-01-01T00:00:00Z }]
    checks: [{ provider: http, url: "${host}" }]
  - id: handbook
    group: apis
    team: support
    lifecycle: deprecated
    replaced_by: shop
    cost: { min: 5, max: 10 }
    checks: [{ provider: markdown-docs, folder: "${pages}" }]
  - id: agent
    group: apis
    team: support
    lifecycle: piloted
    trial_ends: 2020-01-01T00:00:00Z
    depends_on: [handbook]
    checks:
      - { provider: mcp, url: "${mcp}" }
      - { provider: mcp, id: needy, url: "${mcp}", required_tools: [delete] }
  - id: till
    group: apis
    team: platform
    depends_on: [store]
    slo: { availability: 99.99 }
    checks: [{ provider: http, url: "${store}", tls: { ca: { file: authority.crt } } }]
  - id: shop
    group: apis
    team: platform
    depends_on: [store]
    checks: [{ provider: http, url: "${host}" }]
`;

/** Of a quota that is spent, and full again in an hour. */
const rateLimit = (spent: number) => ({
  "ratelimit-limit": "10000",
  "ratelimit-remaining": `${10_000 - spent}`,
  "ratelimit-reset": "3600",
});

/** Long enough for Prometheus to have seen it work. */
const GOOD_ANSWERS = 24;

/** `folder` gets the pages, and the authority of the store's certificate; `exporter` a call of a webhook for each probe of the host. */
async function startUpstreams(
  folder: string,
  exporter: string,
): Promise<{ places: Places; close(): Promise<void> }> {
  const authority = createAuthority(folder, "authority");
  let answers = 0;
  const store = await startUpstream(
    (_, response) => response.writeHead(++answers > GOOD_ANSWERS ? 503 : 200).end(),
    authority.issue("store", "IP:127.0.0.1"),
  );
  let calls = 0;
  const host = await startUpstream((_, response) => {
    response.writeHead(200, rateLimit(++calls)).end();
    // By the end of the test nobody listens.
    fetch(`${exporter}/webhooks/store/shopify`, { method: "POST" }).catch(() => {});
  });
  const mcp = await startFickleMcpServer();
  const simulator = await startSimulator({ clock: systemClock });
  const simulated = (id: string) => simulator.upstreams[id]?.url ?? "";
  const pages = join(folder, "pages");
  await writeNeglectedPages(pages);
  const own = { store: store.url, host: host.url, mcp: mcp.url, pages };
  return {
    places: { ...own, github: simulated("github"), page: simulated("statuspage") },
    async close() {
      await Promise.all([store.close(), host.close(), mcp.close(), simulator.stop()]);
    },
  };
}

export async function startWatchingExporter(): Promise<{ address: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "watching-exporter-"));
  const address = `127.0.0.1:${await freePort()}`;
  const upstreams = await startUpstreams(folder, `http://${address}`);
  await writeFile(join(folder, "token"), "any");
  const configFile = join(folder, "integrations.yaml");
  await writeFile(configFile, catalog(upstreams.places));
  const exporter = await startProcess({
    name: "integration_exporter",
    command: process.execPath,
    args: ["exporter/src/main.ts", `--config.file=${configFile}`, `--web.listen-address=${address}`],
    cwd: root,
    ready: { url: `http://${address}/-/ready` },
  });
  return {
    address,
    async stop() {
      await exporter.stop();
      await upstreams.close();
      await rm(folder, { recursive: true });
    },
  };
}
