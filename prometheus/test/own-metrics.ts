import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { eventually } from "../../exporter/test/eventually.ts";
import { startAlertmanager, startPrometheus } from "../../exporter/tools/stack.ts";

const SOURCE = resolve(import.meta.dirname, "..");
/** Nobody listens there. */
const NOWHERE = "127.0.0.1:9";
const NOTIFIES_NOBODY = { route: { receiver: "nobody" }, receivers: [{ name: "nobody" }] };
/** The last to come: once Prometheus knows an Alertmanager, and has stored a scrape. */
const LAST = ["prometheus_notifications_errors_total", "prometheus_tsdb_out_of_order_samples_total"];

/** The names of what Prometheus and Alertmanager tell of themselves, asked of the real ones. Throws EngineUnavailable. */
export async function ownMetrics(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "own-metrics-"));
  const configFile = join(folder, "alertmanager.json");
  await writeFile(configFile, JSON.stringify(NOTIFIES_NOBODY));
  try {
    const prometheus = startPrometheus({
      // The one that tells of remote writing too.
      configFile: join(SOURCE, "prometheus.history.yml"),
      historyAddress: NOWHERE,
      rulesFolder: join(SOURCE, "rules"),
      exporterAddress: NOWHERE,
      alertmanagerAddress: NOWHERE,
      scrapeIntervalSeconds: 1,
    });
    const alertmanager = startAlertmanager({ configFile, secrets: {}, pagerdutyUrl: `http://${NOWHERE}` });
    const names = await Promise.all([prometheus.then(namesOf(LAST)), alertmanager.then(namesOf([]))]);
    return names.flat();
  } finally {
    await rm(folder, { recursive: true });
  }
}

const namesOf =
  (last: string[]) =>
  async ({ url, stop }: { url: string; stop(): Promise<void> }): Promise<string[]> => {
    try {
      return await eventually(
        20,
        async () => {
          const text = await (await fetch(`${url}/metrics`)).text();
          return [...text.matchAll(/^([a-z_]+)[ {]/gm)].map(([, name]) => name as string);
        },
        (names) => last.every((name) => names.includes(name)),
      );
    } finally {
      await stop();
    }
  };
