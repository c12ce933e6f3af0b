import { readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { systemClock } from "../../src/clock.ts";
import { startListener } from "../../src/simulator/listener.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { type Running, startProcess } from "../process.ts";
import { anyStory } from "./any-story.ts";
import { startCallers } from "./callers.ts";
import { readTemplate, writeCatalog } from "./catalog.ts";
import type { Moves } from "./check.ts";
import type { Notification } from "./notifications.ts";
import { startReceiver } from "./receiver.ts";
import { HURRY_TOLD } from "./rewrite.ts";
import type { Link } from "./screen.ts";
import { type Services, startServices } from "./services.ts";
import { startStandIns } from "./stand-ins.ts";
import { type Scene, STORY } from "./story.ts";

const root = resolve(import.meta.dirname, "../../..");
export const EXAMPLES = join(root, "exporter/examples");
/** Names of the catalogs to choose from. */
export const CATALOGS = readdirSync(EXAMPLES)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => basename(file, ".yaml"));
const USUAL = { exporter: 10120, prometheus: 9090, alertmanager: 9093, grafana: 3000 };
export type Ports = Record<keyof typeof USUAL, number>;

/** What starting needs from the one who shows it. */
export interface Stage {
  say(line: string): void;
  onNotification(notification: Notification): void;
  /** Waits for what starts, and sees to it that it stops when all ends. Throws when all is to end already. */
  keep<T extends { stop(): Promise<unknown> }>(starting: Promise<T>): Promise<T>;
}

export interface Demo {
  simulator: Simulator;
  exporter: Running & { url: string };
  links: Link[];
  story: readonly Scene[];
}

/** Starts all that the demo shows. */
export async function startDemo(name: string, stage: Stage): Promise<Demo> {
  const simulator = await stage.keep(startSimulator({ clock: systemClock, ports: "usual" }));
  stage.say(`Simulating ${Object.keys(simulator.upstreams).length} third parties`);
  const { onNotification } = stage;
  const receiver = await stage.keep(startReceiver({ port: 0, onNotification }));
  const ports = await choosePorts(stage);
  const services = await startServices(root, ports, receiver, stage);
  const template = await readTemplate(join(EXAMPLES, `${name}.yaml`));
  const stand = await startStandIns({ root, template, simulator, moves: movesOf(ports) }, stage);
  const { catalog, leftOut, targets } = await stage.keep(
    writeCatalog(template, stand, {
      runbooks: `http://127.0.0.1:${ports.exporter}/runbooks`,
      ...(services.grafana && { dashboards: services.grafana.url }),
    }),
  );
  for (const line of [...leftOut, HURRY_TOLD]) stage.say(line);
  const exporter = await stage.keep(startExporter(catalog, ports.exporter));
  stage.say(`Started the exporter: ${exporter.url}`);
  const called = template.integrations.flatMap(({ id, webhooks = [] }) =>
    webhooks.map((webhook) => ({ ...webhook, integration: id })),
  );
  await stage.keep(startCallers(called, exporter.url, systemClock));
  return {
    simulator,
    exporter,
    links: linksOf(exporter.url, `${simulator.control}/_faults/${targets[0]?.upstream ?? "web"}`, services),
    story: name === "demo" ? STORY : anyStory(targets),
  };
}

/** The usual ports where they are free; says which are not. */
async function choosePorts({ say }: Stage): Promise<Ports> {
  const ports = { ...USUAL };
  for (const name of ["exporter", "prometheus", "alertmanager", "grafana"] as const) {
    const listener = await startListener(USUAL[name], () => {});
    await listener.refuse();
    ports[name] = listener.port;
    if (listener.port !== USUAL[name]) say(`Port ${USUAL[name]} is taken: ${name} will use ${listener.port}`);
  }
  return ports;
}

const movesOf = (ports: Ports): Moves =>
  new Map((["exporter", "prometheus", "grafana"] as const).map((name) => [USUAL[name], ports[name]]));

async function startExporter(catalog: string, port: number): Promise<Running & { url: string }> {
  const url = `http://127.0.0.1:${port}`;
  const running = await startProcess({
    name: "integration_exporter",
    command: process.execPath,
    args: ["exporter/src/main.ts", `--config.file=${catalog}`, `--web.listen-address=127.0.0.1:${port}`],
    cwd: root,
    ready: { url: `${url}/-/ready` },
  });
  return { ...running, url };
}

function linksOf(exporter: string, faults: string, services: Services): Link[] {
  const { prometheus, alertmanager, grafana } = services;
  return [
    { text: "Exporter", href: exporter },
    ...(prometheus ? [{ text: "Alerts", href: `${prometheus.url}/alerts` }] : []),
    ...(alertmanager ? [{ text: "Alertmanager", href: alertmanager.url }] : []),
    { text: "Metrics", href: `${exporter}/metrics` },
    { text: "A runbook", href: `${exporter}/runbooks/IntegrationDown.md` },
    { text: "Your own fault", href: `curl -X PUT -d '{"kind":"hang"}' ${faults}` },
    {
      text: "Dashboards",
      href: grafana
        ? `${grafana.url}/d/integrations-overview`
        : "need Grafana: put grafana (https://grafana.com/grafana/download) on the PATH",
    },
  ];
}
