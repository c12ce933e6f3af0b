/** A real Prometheus with the repository's configuration and rules, in a hurry. */
import { cp, glob, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startPrometheus } from "../../exporter/tools/stack.ts";

const SOURCE = resolve(import.meta.dirname, "../../prometheus");
/** Nobody listens there: alerts are only asked for, not sent. */
const NOWHERE = "127.0.0.1:9";

export interface HastyPrometheus {
  /** How many series with a number in them a query gives; over the last 10 seconds, unless `instant`. Throws Prometheus' objections. */
  count(expr: string, instant: boolean): Promise<number>;
  stop(): Promise<void>;
}

/** Scrapes and evaluates each second; its alerts fire without the time that they would wait. */
export async function startHastyPrometheus(exporterAddress: string): Promise<HastyPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), "dashboards-"));
  await cp(join(SOURCE, "rules"), folder, { recursive: true });
  for await (const path of glob(join(folder, "*.rules.yml")))
    await writeFile(path, (await readFile(path, "utf8")).replaceAll(/^ *for: .*\n/gm, ""));
  const { url, stop } = await startPrometheus({
    configFile: join(SOURCE, "prometheus.yml"),
    rulesFolder: folder,
    exporterAddress,
    alertmanagerAddress: NOWHERE,
    scrapeIntervalSeconds: 1,
  });
  return {
    count: (expr, instant) => count(url, expr, instant),
    async stop() {
      await stop();
      await rm(folder, { recursive: true });
    },
  };
}

type Sample = [time: number, value: string];
interface Answer {
  error?: string;
  data?: { result: { value?: Sample; values?: Sample[] }[] };
}

async function count(url: string, expr: string, instant: boolean): Promise<number> {
  const now = Date.now() / 1000;
  const range = { start: `${now - 10}`, end: `${now}`, step: "1" };
  const body = new URLSearchParams({ query: expr, ...(instant ? {} : range) });
  const response = await fetch(`${url}/api/v1/${instant ? "query" : "query_range"}`, {
    method: "POST",
    body,
  });
  const { error, data } = (await response.json()) as Answer;
  if (!data) throw new Error(`${error}: ${expr}`);
  return data.result.filter(({ value, values = value ? [value] : [] }) =>
    values.some(([, number]) => number !== "NaN"),
  ).length;
}
