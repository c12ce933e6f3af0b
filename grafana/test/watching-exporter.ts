/** The real exporter, with a catalog of every kind of data that the dashboards show. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { systemClock } from "../../exporter/src/clock.ts";
import { startSimulator } from "../../exporter/src/simulator/simulator.ts";
import { createAuthority } from "../../exporter/test/certificates.ts";
import { startUpstream } from "../../exporter/test/upstream.ts";
import { freePort, startProcess } from "../../exporter/tools/process.ts";

const root = resolve(import.meta.dirname, "../..");
const MCP_SERVER = join(root, "node_modules/@modelcontextprotocol/server-everything/dist/index.js");

/** `shop` needs `store`, which needs `host`. `store` works at first and then fails. */
const catalog = (store: string, host: string, github: string, page: string) => `
links: { runbooks: https://runbooks.example.com, dashboards: https://grafana.example.com }
defaults: { interval: 1s, max_interval: 1s, timeout: 900ms, breaker: { open: 1s, max_open: 1s } }
teams:
  platform: { title: Platform, channel: "#platform", email: platform@example.com, response_sla: 2h, contact: the bridge, escalation: [{ to: lead, after: 2h }] }
integrations:
  - id: host
    group: infrastructure
    team: platform
    checks: [{ provider: http, url: "${host}" }]
  - id: store
    group: infrastructure
    team: platform
    depends_on: [host]
    slo: { availability: 99.9, latency: { below: 500ms, of: 95 } }
    cost: { min: 25, max: 60 }
    notes: [slow on Mondays]
    status_page: { base_url: "${page}" }
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
  - id: shop
    group: apis
    team: platform
    depends_on: [store]
    checks: [{ provider: http, url: "${host}" }]
`;

/** Long enough for Prometheus to have seen it work. */
const GOOD_ANSWERS = 8;

export async function startWatchingExporter(): Promise<{ address: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "watching-exporter-"));
  const authority = createAuthority(folder, "authority");
  let answers = 0;
  const store = await startUpstream(
    (_, response) => {
      answers++;
      response.writeHead(answers > GOOD_ANSWERS ? 503 : 200).end();
    },
    authority.issue("store", "IP:127.0.0.1"),
  );
  const host = await startUpstream((_, response) => response.end());
  const simulator = await startSimulator({ clock: systemClock });
  const simulated = (id: string) => simulator.upstreams[id]?.url ?? "";
  await writeFile(join(folder, "token"), "any");
  const configFile = join(folder, "integrations.yaml");
  await writeFile(configFile, catalog(store.url, host.url, simulated("github"), simulated("statuspage")));
  const address = `127.0.0.1:${await freePort()}`;
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
      await Promise.all([store.close(), host.close(), simulator.stop()]);
      await rm(folder, { recursive: true });
    },
  };
}
