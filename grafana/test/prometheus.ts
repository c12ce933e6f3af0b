/** A real Prometheus with the repository's configuration and rules, in a hurry. */
import { cp, glob, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "../../exporter/tools/process.ts";
import { startPrometheus } from "../../exporter/tools/stack.ts";
import { queryInstant, queryRange } from "../tools/query.ts";
import { startUnheardAlertmanager } from "./alertmanager.ts";

const SOURCE = resolve(import.meta.dirname, "../../prometheus");

export interface HastyPrometheus {
  url: string;
  /** How many series with a number in them a query gives; over the last 10 seconds, unless `instant`. Throws Prometheus' objections. */
  count(expr: string, instant: boolean): Promise<number>;
  stop(): Promise<void>;
}

/** Without waiting, each group as often as the others, and what looks through hours looks through seconds. */
const inSeconds = (rules: string) =>
  rules.replaceAll(/^ *(for|interval): .*\n/gm, "").replaceAll(/\[\w+:\w+\]/g, "[30s:1s]");

/**
 * Scrapes and evaluates each second. With `historyAddress` (host:port) it writes the history there, as
 * prometheus.history.yml says.
 */
export async function startHastyPrometheus(
  exporterAddress: string,
  historyAddress?: string,
): Promise<HastyPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), "dashboards-"));
  await cp(join(SOURCE, "rules"), folder, { recursive: true });
  for await (const path of glob(join(folder, "*.rules.yml")))
    await writeFile(path, inSeconds(await readFile(path, "utf8")));
  const port = await freePort();
  const [prometheus, alertmanager] = await Promise.all([
    startPrometheus({
      configFile: join(SOURCE, historyAddress ? "prometheus.history.yml" : "prometheus.yml"),
      rulesFolder: folder,
      exporterAddress,
      alertmanagerAddress: `127.0.0.1:${port}`,
      ...(historyAddress && { historyAddress }),
      scrapeIntervalSeconds: 1,
    }),
    startUnheardAlertmanager(exporterAddress, port),
  ]);
  return {
    url: prometheus.url,
    count: (expr, instant) => count(prometheus.url, expr, instant),
    async stop() {
      await Promise.all([prometheus.stop(), alertmanager.stop()]);
      await rm(folder, { recursive: true });
    },
  };
}

/** As `HastyPrometheus.count`, of any server with Prometheus' API. */
export async function count(url: string, expr: string, instant: boolean): Promise<number> {
  const now = Date.now() / 1000;
  const found = instant
    ? await queryInstant(url, expr, now)
    : await queryRange(url, expr, { start: now - 10, end: now, step: 1 });
  return found.filter(({ values }) => values.some(([, number]) => number !== "NaN")).length;
}
