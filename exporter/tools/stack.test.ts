import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { type Service, startAlertmanager, startPrometheus } from "./stack.ts";

const PROMETHEUS = `
global: { scrape_interval: 15s, external_labels: { site: here } }
rule_files: [rules/*.rules.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: ["alertmanager:9093"] }] }] }
scrape_configs:
  - job_name: integration_exporter
    honor_labels: true
    static_configs: [{ targets: ["exporter:10120"], labels: { tier: one } }]
`;
const RULES = `
groups:
  - name: sample
    rules:
      - alert: SampleDown
        expr: up{job="integration_exporter"} == 0
        labels: { severity: critical }
`;
const ALERTMANAGER = `
global: { slack_api_url_file: secrets/slack_url }
templates: [templates/*.tmpl]
route: { receiver: oncall, group_wait: 0s }
receivers:
  - name: oncall
    pagerduty_configs:
      - { routing_key_file: secrets/pagerduty_key, description: '{{ template "sample" . }}' }
`;
const SECRETS = { slack_url: "http://127.0.0.1:9/", pagerduty_key: "key-of-the-test" };

let folder: string;
let pagerduty: Server;
let pagerdutyUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stack-"));
  await mkdir(join(folder, "rules"));
  await mkdir(join(folder, "templates"));
  await writeFile(join(folder, "prometheus.yml"), PROMETHEUS);
  await writeFile(join(folder, "rules/sample.rules.yml"), RULES);
  await writeFile(join(folder, "alertmanager.yml"), ALERTMANAGER);
  await writeFile(
    join(folder, "templates/sample.tmpl"),
    '{{ define "sample" }}{{ .CommonLabels.site }}: {{ .CommonLabels.alertname }}{{ end }}',
  );
  pagerduty = createServer().listen(0, "127.0.0.1");
  await once(pagerduty, "listening");
  pagerdutyUrl = `http://127.0.0.1:${(pagerduty.address() as AddressInfo).port}/`;
});

afterAll(async () => {
  pagerduty.closeAllConnections();
  pagerduty.close();
  await rm(folder, { recursive: true });
});

const started: Service[] = [];
afterEach(async () => {
  for (const service of started.splice(0)) await service.stop();
});

/** Stopped when the test ends, however it ends. */
async function running(starting: Promise<Service>): Promise<Service> {
  const service = await starting;
  started.push(service);
  return service;
}

const prometheus = (options: { exporterAddress: string; alertmanagerAddress: string }) =>
  running(
    startPrometheus({
      configFile: join(folder, "prometheus.yml"),
      rulesFolder: join(folder, "rules"),
      scrapeIntervalSeconds: 1,
      ...options,
    }),
  );
const alertmanager = (secrets: Record<string, string> = SECRETS) =>
  running(startAlertmanager({ configFile: join(folder, "alertmanager.yml"), secrets, pagerdutyUrl }));

test("an alert goes from the rules through Prometheus and Alertmanager to the stand-in of PagerDuty", async () => {
  const page = once(pagerduty, "request");
  const am = await alertmanager();
  await prometheus({ exporterAddress: "127.0.0.1:9", alertmanagerAddress: new URL(am.url).host });

  const [request, response] = await page;
  const event = await json(request);
  response.writeHead(202).end("{}");

  expect(event).toMatchObject({
    routing_key: "key-of-the-test",
    event_action: "trigger",
    payload: { summary: "here: SampleDown" },
  });
}, 120_000);

test("Prometheus runs the file as it is but for addresses, paths and the interval", async () => {
  const prom = await prometheus({ exporterAddress: "127.0.0.1:8", alertmanagerAddress: "127.0.0.1:9" });

  const response = await fetch(`${prom.url}/api/v1/status/config`, { headers: { connection: "close" } });
  const config = parse(((await response.json()) as { data: { yaml: string } }).data.yaml);

  expect(config).toMatchObject({
    global: { scrape_interval: "1s", evaluation_interval: "1s", external_labels: { site: "here" } },
    rule_files: [join(folder, "rules/*.rules.yml")],
    alerting: { alertmanagers: [{ static_configs: [{ targets: ["127.0.0.1:9"] }] }] },
    scrape_configs: [
      { honor_labels: true, static_configs: [{ targets: ["127.0.0.1:8"], labels: { tier: "one" } }] },
    ],
  });
}, 60_000);

test("Prometheus' own words tell why a rule is refused", async () => {
  const broken = join(folder, "rules/broken.rules.yml");
  await writeFile(broken, "groups: [{ name: broken, rules: [{ record: x, expr: 'sum(' }] }]");

  const attempt = prometheus({ exporterAddress: "127.0.0.1:8", alertmanagerAddress: "127.0.0.1:9" });

  await expect(attempt).rejects.toThrow(/prometheus ended with exit code .*parse error/s);
  await rm(broken);
}, 60_000);

test("a secret file that the configuration names and nobody gave is an error", async () => {
  await expect(alertmanager({ slack_url: "http://127.0.0.1:9/" })).rejects.toThrow(
    "the configuration names a secret file pagerduty_key and none was given",
  );
});

test("remote writing goes to the address that was given, by the path of the file, and nowhere without one", async () => {
  const configFile = join(folder, "prometheus.history.yml");
  await writeFile(configFile, `${PROMETHEUS}\nremote_write: [{ url: "http://storage:8428/api/v1/write" }]\n`);
  const options = {
    configFile,
    rulesFolder: join(folder, "rules"),
    exporterAddress: "127.0.0.1:9",
    alertmanagerAddress: "127.0.0.1:9",
  };

  await expect(startPrometheus(options)).rejects.toThrow(/history\.yml: no address known for remote writing/);
  const prom = await running(startPrometheus({ ...options, historyAddress: "127.0.0.1:7" }));

  const response = await fetch(`${prom.url}/api/v1/status/config`, { headers: { connection: "close" } });
  expect(((await response.json()) as { data: { yaml: string } }).data.yaml).toContain(
    "url: http://127.0.0.1:7/api/v1/write",
  );
}, 60_000);
