/** Everything that the bad night takes: third parties, exporter, Prometheus, Alertmanager, and those who are told. */
import { join, resolve } from "node:path";
import { type Receivers, startReceivers } from "../../../alertmanager/test/receivers.ts";
import { systemClock } from "../../src/clock.ts";
import { loadProviders } from "../../src/providers/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import type { StandIns } from "../../tools/demo/check.ts";
import { DUMMY } from "../../tools/demo/dummies.ts";
import { freePort, startProcess } from "../../tools/process.ts";
import { startRedis } from "../../tools/servers.ts";
import { startAlertmanager, startPrometheus } from "../../tools/stack.ts";
import { HURRY, writeHotdash } from "./catalog.ts";
import { startDependant } from "./dependant.ts";

const root = resolve(import.meta.dirname, "../../..");

export interface Night {
  simulator: Simulator;
  receivers: Receivers;
  alertmanagerUrl: string;
  /** The label sets that `promql` finds now. Throws Prometheus' objections. */
  query(promql: string): Promise<Record<string, string>[]>;
  stop(): Promise<void>;
}

/** Waits for what starts, and sees to it that it stops with the night. */
type Keep = <T extends { stop(): Promise<unknown> }>(starting: Promise<T>) => Promise<T>;

/** Throws EngineUnavailable. */
export async function startNight(): Promise<Night> {
  const stops: (() => Promise<unknown>)[] = [];
  const keep: Keep = async (starting) => {
    const one = await starting;
    stops.push(() => one.stop());
    return one;
  };
  const stop = async () => {
    for (const end of stops.reverse()) await end();
  };
  try {
    const simulator = await keep(startSimulator({ clock: systemClock }));
    const receivers = await startReceivers();
    stops.push(receivers.close);
    const exporterAddress = await startExporter(simulator, keep);
    const alertmanager = await keep(startAlertmanagerFor(receivers));
    const prometheus = await keep(
      startPrometheus({
        configFile: join(root, "prometheus/prometheus.yml"),
        rulesFolder: join(root, "prometheus/rules"),
        // As if a second one watched the same: no rule may count on there being one.
        exporterAddress: [exporterAddress, exporterAddress.replace("127.0.0.1", "localhost")],
        alertmanagerAddress: new URL(alertmanager.url).host,
        scrapeIntervalSeconds: 1,
        hurry: HURRY,
      }),
    );
    const query = (promql: string) => queryPrometheus(prometheus.url, promql);
    return { simulator, receivers, alertmanagerUrl: alertmanager.url, query, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Returns its address. */
async function startExporter(simulator: Simulator, keep: Keep): Promise<string> {
  const stand = await startStandIns(simulator, keep);
  const { supabase = "", web = "" } = stand.upstreams;
  const needingSupabase = async (origin: string) =>
    (await keep(startDependant(`${supabase}/auth/v1/health`, origin))).url;
  const mcp = await startMcpServer(keep);
  const { catalog } = await keep(
    writeHotdash(stand, {
      mcp,
      mcpOfSupabase: await needingSupabase(mcp),
      webhooks: await needingSupabase(web),
    }),
  );
  const address = `127.0.0.1:${await freePort()}`;
  await keep(
    startProcess({
      name: "integration_exporter",
      command: process.execPath,
      args: ["exporter/src/main.ts", `--config.file=${catalog}`, `--web.listen-address=${address}`],
      cwd: root,
      ready: { url: `http://${address}/-/ready` },
    }),
  );
  return address;
}

const startStandIns = async ({ upstreams }: Simulator, keep: Keep): Promise<StandIns> => ({
  upstreams: Object.fromEntries(Object.entries(upstreams).map(([id, { url }]) => [id, url])),
  redis: await keep(startRedis({ password: DUMMY })),
  docs: join(root, "prometheus/runbooks"),
  moves: new Map(),
  providers: await loadProviders(),
});

async function startMcpServer(keep: Keep): Promise<string> {
  const port = await freePort();
  await keep(
    startProcess({
      name: "mcp-server-everything",
      command: join(root, "node_modules/.bin/mcp-server-everything"),
      args: ["streamableHttp"],
      env: { PORT: String(port) },
      ready: { port },
    }),
  );
  return `http://127.0.0.1:${port}`;
}

const startAlertmanagerFor = ({ url, smtpAddress }: Receivers) =>
  startAlertmanager({
    configFile: join(root, "alertmanager/alertmanager.yml"),
    pagerdutyUrl: `${url}/pagerduty`,
    smtpAddress,
    secrets: {
      pagerduty_routing_key: "0".repeat(32),
      slack_api_url: `${url}/slack`,
      smtp_password: "none",
      webhook_url: `${url}/webhook`,
      deadmansswitch_url: `${url}/deadmansswitch`,
    },
    hurry: HURRY,
  });

async function queryPrometheus(url: string, promql: string): Promise<Record<string, string>[]> {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(promql)}`);
  if (!response.ok) throw new Error(`${promql}: ${await response.text()}`);
  const { data } = (await response.json()) as { data: { result: { metric: Record<string, string> }[] } };
  return data.result.map(({ metric }) => metric);
}
