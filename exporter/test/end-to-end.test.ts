/**
 * The main job with the real things: exporter, Prometheus and Alertmanager as processes, this repository's own rules
 * and routes. Two integrations share one upstream, and the second depends on the first: its death is one incident.
 */
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { freePort, startProcess } from "../tools/process.ts";
import { startAlertmanager, startPrometheus } from "../tools/stack.ts";
import { eventually } from "./eventually.ts";

const root = resolve(import.meta.dirname, "../..");

interface Event {
  event_action: "trigger" | "resolve";
  payload?: { summary: string; severity: string; component?: string; group?: string };
  links?: { href: string; text: string }[];
}

const pages: Event[] = [];
const stops: (() => Promise<unknown>)[] = [];
const addresses = { upstream: "", exporter: "", prometheus: "" };
let upstream: Server;

async function listen(server: Server, port = 0): Promise<string> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const startUpstream = (port?: number): Promise<string> => {
  upstream = createServer((_, response) => response.end('{"status":"ok"}'));
  return listen(upstream, port);
};

const catalog = (upstreamAddress: string, exporter: string) => `
links: { runbooks: "http://${exporter}/runbooks", dashboards: http://grafana.example }
defaults: { interval: 1s, max_interval: 2s, timeout: 500ms, breaker: { open: 1s, max_open: 2s } }
teams:
  payments: { title: Payments, channel: "#payments", email: payments@example.com, response_sla: 2h }
integrations:
  - id: psp
    title: Payment provider
    team: payments
    checks: [{ provider: http, url: "http://${upstreamAddress}/health" }]
  - id: checkout
    title: Checkout
    team: payments
    depends_on: [psp]
    checks: [{ provider: http, url: "http://${upstreamAddress}/checkout" }]
`;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "end-to-end-"));
  stops.push(() => rm(folder, { recursive: true }));
  const receiver = createServer(async (request, response) => {
    if (request.url === "/v2/enqueue") pages.push((await json(request)) as Event);
    response.writeHead(request.url === "/v2/enqueue" ? 202 : 200).end("ok");
  });
  const receiverUrl = `http://${await listen(receiver)}`;
  stops.push(async () => receiver.close());
  addresses.upstream = await startUpstream();
  addresses.exporter = `127.0.0.1:${await freePort()}`;
  const configFile = join(folder, "integrations.yaml");
  await writeFile(configFile, catalog(addresses.upstream, addresses.exporter));
  const exporter = await startProcess({
    name: "integration_exporter",
    command: process.execPath,
    args: [
      "exporter/src/main.ts",
      `--config.file=${configFile}`,
      `--web.listen-address=${addresses.exporter}`,
    ],
    cwd: root,
    ready: { url: `http://${addresses.exporter}/-/ready` },
  });
  stops.push(exporter.stop);
  const alertmanager = await startAlertmanager({
    configFile: join(root, "alertmanager/alertmanager.yml"),
    pagerdutyUrl: `${receiverUrl}/v2/enqueue`,
    secrets: {
      pagerduty_routing_key: "0".repeat(32),
      slack_api_url: `${receiverUrl}/slack`,
      smtp_password: "none",
      webhook_url: `${receiverUrl}/webhook`,
      deadmansswitch_url: `${receiverUrl}/deadmansswitch`,
    },
    groupIntervalSeconds: 10,
  });
  stops.push(alertmanager.stop);
  const prometheus = await startPrometheus({
    configFile: join(root, "prometheus/prometheus.yml"),
    rulesFolder: join(root, "prometheus/rules"),
    exporterAddress: addresses.exporter,
    alertmanagerAddress: new URL(alertmanager.url).host,
    scrapeIntervalSeconds: 1,
  });
  stops.push(prometheus.stop);
  addresses.prometheus = prometheus.url;
}, 60_000);

afterAll(async () => {
  upstream.close();
  for (const stop of stops.reverse()) await stop();
}, 30_000);

async function query(promql: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
  const response = await fetch(`${addresses.prometheus}/api/v1/query?query=${encodeURIComponent(promql)}`);
  const { data } = (await response.json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  return data.result;
}

const about = (component: string, action: Event["event_action"]) =>
  pages.filter(({ event_action, payload }) => event_action === action && payload?.component === component);

describe("from an upstream's death to a page and back", () => {
  test("Prometheus sees both integrations healthy, with their owner", async () => {
    const found = await eventually(
      30,
      () =>
        query(
          'integration_status{status="healthy"} == 1 and on (integration) integration_info{team="payments"}',
        ),
      (result) => result.length === 2,
    );
    expect(found.map(({ metric }) => metric.integration).toSorted()).toEqual(["checkout", "psp"]);
  }, 40_000);

  test("its death pages once, for the cause, with the reason and a runbook that opens", async () => {
    upstream.close();
    upstream.closeAllConnections();
    await eventually(
      120,
      async () => about("psp", "trigger"),
      (events) => events.length > 0,
    );
    const [page] = about("psp", "trigger");
    expect(page?.payload).toMatchObject({
      severity: "critical",
      summary: expect.stringContaining("Payment provider is down"),
    });
    expect(page?.payload?.summary).toContain("connect");
    const runbook = page?.links?.find(({ href }) => href.includes("/runbooks/"));
    expect(runbook?.href).toBe(`http://${addresses.exporter}/runbooks/IntegrationDown.md`);
    const text = await (await fetch(runbook?.href ?? "")).text();
    expect(text).toMatch(/Mitigation/);
    // The dependant has failed as long as the cause: it is held back, not late.
    expect(await query('integration_consecutive_failures{integration="checkout"} >= 3')).toHaveLength(1);
    expect(about("checkout", "trigger")).toEqual([]);
  }, 130_000);

  test("its return resolves the page", async () => {
    await startUpstream(Number(addresses.upstream.split(":")[1]));
    await eventually(
      400,
      async () => pages.filter(({ event_action }) => event_action === "resolve"),
      (events) => events.length > 0,
    );
    expect(pages.filter(({ event_action }) => event_action === "trigger")).toHaveLength(1);
    expect(await query("integration_consecutive_failures > 0")).toEqual([]);
  }, 410_000);
});
