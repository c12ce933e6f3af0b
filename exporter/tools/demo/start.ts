import { join, resolve } from "node:path";
import { systemClock } from "../../src/clock.ts";
import { startListener } from "../../src/simulator/listener.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { type Running, startProcess } from "../process.ts";
import { type Moves, writeCatalog } from "./catalog.ts";
import type { Notification } from "./notifications.ts";
import { startReceiver } from "./receiver.ts";
import type { Link } from "./screen.ts";
import { type Services, startServices } from "./services.ts";

const root = resolve(import.meta.dirname, "../../..");
const CATALOG = join(root, "exporter/examples/demo.yaml");
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
}

/** Starts all that the demo shows. */
export async function startDemo(stage: Stage): Promise<Demo> {
  const simulator = await stage.keep(startSimulator({ clock: systemClock, ports: "usual" }));
  stage.say(`Simulating ${Object.keys(simulator.upstreams).length} third parties`);
  const { onNotification } = stage;
  const receiver = await stage.keep(startReceiver({ port: 0, onNotification }));
  const ports = await choosePorts(stage);
  const services = await startServices(root, ports, receiver, stage);
  const changes = { moves: movesOf(simulator, ports), dashboards: services.grafana !== undefined };
  const { catalog } = await stage.keep(writeCatalog(CATALOG, changes));
  const exporter = await stage.keep(startExporter(catalog, ports.exporter));
  stage.say(`Started the exporter: ${exporter.url}`);
  return { simulator, exporter, links: linksOf(exporter.url, simulator, services) };
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

const movesOf = (simulator: Simulator, ports: Ports): Moves =>
  new Map([
    ...Object.values(simulator.upstreams).map(
      ({ url, usualUrl }) => [Number(new URL(usualUrl).port), Number(new URL(url).port)] as const,
    ),
    ...(["exporter", "prometheus", "grafana"] as const).map((name) => [USUAL[name], ports[name]] as const),
  ]);

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

function linksOf(exporter: string, simulator: Simulator, services: Services): Link[] {
  const { prometheus, alertmanager, grafana } = services;
  return [
    { text: "Exporter", href: exporter },
    ...(prometheus ? [{ text: "Alerts", href: `${prometheus.url}/alerts` }] : []),
    ...(alertmanager ? [{ text: "Alertmanager", href: alertmanager.url }] : []),
    { text: "Metrics", href: `${exporter}/metrics` },
    { text: "A runbook", href: `${exporter}/runbooks/IntegrationDown.md` },
    { text: "Your own fault", href: `curl -X PUT -d '{"kind":"hang"}' ${simulator.control}/_faults/vercel` },
    {
      text: "Dashboards",
      href: grafana
        ? `${grafana.url}/d/integrations-overview`
        : "need Grafana: put grafana (https://grafana.com/grafana/download) on the PATH",
    },
  ];
}
