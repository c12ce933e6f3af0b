/** What people would get of an incident, from a real Alertmanager with our configuration, its waits shortened. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Service, startAlertmanager } from "../exporter/tools/stack.ts";

interface Message {
  path: string;
  // biome-ignore lint/suspicious/noExplicitAny: the vendors' shapes, asserted field by field.
  body: any;
}
type Labels = Record<string, string>;

let folder: string;
let alertmanager: Service;
const messages: Message[] = [];
const receiver = createServer(async (request, response) => {
  messages.push({ path: request.url ?? "", body: await json(request) });
  response.writeHead(request.url === "/slack" ? 200 : 202).end(request.url === "/slack" ? "ok" : "{}");
});

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), "alertmanager-"));
  const config = (await readFile(join(import.meta.dirname, "alertmanager.yml"), "utf8"))
    .replaceAll(/group_wait: \w+/g, "group_wait: 200ms")
    .replaceAll(/group_interval: \w+/g, "group_interval: 400ms")
    .replace("templates/*.tmpl", join(import.meta.dirname, "templates/*.tmpl"));
  await writeFile(join(folder, "alertmanager.yml"), config);
  alertmanager = await startAlertmanager({
    configFile: join(folder, "alertmanager.yml"),
    secrets: {
      pagerduty_routing_key: "key-of-the-test",
      slack_api_url: `${url}/slack`,
      smtp_password: "none",
    },
    pagerdutyUrl: `${url}/pagerduty`,
  });
}, 60_000);

afterAll(async () => {
  await alertmanager?.stop();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  if (folder) await rm(folder, { recursive: true });
});

const alert = (alertname: string, integration: string, severity: string, more: Labels = {}) => ({
  labels: {
    ...{ alertname, severity, integration, title: "Shop API", group: "apis", team: "platform" },
    ...{ channel: "#platform", email: "platform@example.com", instance: `exporter-of-${integration}` },
    ...more,
  },
  annotations: {
    summary: `${alertname} of ${integration}`,
    description: "3 probes failed in a row.",
    runbook_url: `https://runbooks.example.com/${alertname}.md`,
    dashboard_url: `https://grafana.example.com/d/integration?var-integration=${integration}`,
  },
});

async function send(alerts: ReturnType<typeof alert>[], endsAt?: Date): Promise<void> {
  const body = JSON.stringify(alerts.map((item) => ({ ...item, ...(endsAt && { endsAt }) })));
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${alertmanager.url}/api/v2/alerts`, { method: "POST", headers, body });
  expect(response.status).toBe(200);
}

async function until<T>(look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await wait(50)) {
    const seen = await look();
    if (seen) return seen;
  }
  throw new Error(`not seen within 20 s; messages: ${JSON.stringify(messages)}`);
}

const ofIntegration = (path: string, integration: string) =>
  messages.filter((message) => message.path === path && JSON.stringify(message.body).includes(integration));

/** Waits until, of `all` alerts of `integration`, only `names` notify: inhibitions take effect a moment after the alerts. */
const untilActive = (integration: string, all: number, names: string[]) =>
  until(async () => {
    const response = await fetch(`${alertmanager.url}/api/v2/alerts?filter=integration="${integration}"`);
    const alerts = (await response.json()) as { labels: Labels; status: { state: string } }[];
    const active = alerts.filter(({ status }) => status.state === "active");
    return alerts.length === all && `${active.map(({ labels }) => labels.alertname)}` === `${names}`;
  });

test("an incident pages once with its links, shows in the team's channel, and resolves", async () => {
  const incident = [
    alert("IntegrationDown", "shop", "critical"),
    alert("IntegrationCircuitBreakerOpen", "shop", "critical"),
    alert("IntegrationErrorRateHigh", "shop", "warning"),
  ];
  await send(incident);
  await untilActive("shop", 3, ["IntegrationDown"]);
  const page = await until(() => ofIntegration("/pagerduty", "shop")[0]?.body);
  expect(page).toMatchObject({
    routing_key: "key-of-the-test",
    event_action: "trigger",
    payload: { summary: "IntegrationDown of shop", severity: "critical", component: "shop", group: "apis" },
    links: [
      { href: "https://runbooks.example.com/IntegrationDown.md", text: "Runbook" },
      { href: "https://grafana.example.com/d/integration?var-integration=shop", text: "Dashboard" },
    ],
  });
  expect(page.payload.custom_details.firing).toContain("3 probes failed in a row.");
  const post = await until(() => ofIntegration("/slack", "shop")[0]?.body);
  expect(post).toMatchObject({
    channel: "#platform",
    attachments: [{ title: "[FIRING] IntegrationDown of shop", color: "danger" }],
  });

  await send(incident, new Date());
  const resolved = await until(() => ofIntegration("/pagerduty", "shop")[1]?.body);
  expect(resolved).toMatchObject({ event_action: "resolve", dedup_key: page.dedup_key });
  expect(ofIntegration("/pagerduty", "shop")).toHaveLength(2);
  const over = await until(() => ofIntegration("/slack", "shop")[1]?.body);
  expect(over.attachments[0]).toMatchObject({ title: "[RESOLVED] Shop API", color: "good" });
}, 60_000);

test("a rejected credential silences the circuit breaker that it opened", async () => {
  await send([
    alert("IntegrationCredentialRejected", "chat", "critical"),
    alert("IntegrationCircuitBreakerOpen", "chat", "critical"),
  ]);
  await untilActive("chat", 2, ["IntegrationCredentialRejected"]);
}, 30_000);

test("an exporter that is down silences the integrations that it watches, and no others", async () => {
  const exporter = alert("IntegrationExporterDown", "", "critical", { instance: "exporter-of-search" });
  await send([
    exporter,
    alert("IntegrationDown", "search", "critical"),
    alert("IntegrationDown", "mail", "critical"),
  ]);
  await untilActive("search", 1, []);
  await untilActive("mail", 1, ["IntegrationDown"]);
}, 30_000);
