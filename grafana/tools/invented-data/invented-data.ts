/**
 * Two days of a hundred integrations in a real Prometheus: the dashboards' queries are asked of it, and drawn from it.
 *
 *   node grafana/tools/invented-data/invented-data.ts FOLDER [--port PORT] [--real]
 *
 * makes it in FOLDER, where that does not exist yet, and serves it until it is interrupted. With --real it holds as many
 * samples as the intervals of prometheus.yml make, which takes ten times as long.
 */
import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadCatalog } from "../../../exporter/src/catalog/load.ts";
import { loadProviders } from "../../../exporter/src/providers/index.ts";
import { writeBlocks } from "./blocks.ts";
import { recordDays } from "./days.ts";
import { ENVIRONMENT, fleet } from "./fleet.ts";
import { recordRules } from "./recorded.ts";
import { type Scrape, scrapes } from "./scrapes.ts";
import { servePrometheus } from "./serve.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Its last scrape. Always the same, so that the data and the pictures are. */
export const END = Date.UTC(2026, 0, 15, 12) / 1000 - 60;

export interface Pace {
  /** Between two scrapes of the last day. */
  stepSeconds: number;
  /**
   * How often a counter that stays the same is told again: twice in the five minutes of a rate. A gauge half as often: once
   * in the five minutes that a query looks back.
   */
  restateSeconds: number;
  /** Between two evaluations of a rule, unless its group takes longer; within the five minutes that a query looks back. */
  evaluationSeconds: number;
}

/** Every probe of the fleet is seen by a scrape, at a quarter of what the real interval would cost. */
export const PACE: Pace = { stepSeconds: 60, restateSeconds: 120, evaluationSeconds: 240 };
const REAL_PACE: Pace = { stepSeconds: 15, restateSeconds: 0, evaluationSeconds: 60 };
/** The day before is there to be compared with: of it only the counters of probes are kept. */
const DAY_BEFORE_STEP_SECONDS = 120;
const COUNTERS =
  /^integration_(probes_total|probe_failures_total|probe_retries_total|probe_duration_seconds_count)/;

/** Writes it into `folder`, which must not exist. Takes about a minute of processor time. */
export async function writeInventedData(folder: string, pace: Pace = PACE): Promise<void> {
  await mkdir(folder, { recursive: true });
  const providers = await loadProviders();
  const file = join(folder, "integrations.json");
  await writeFile(file, JSON.stringify(fleet(providers, END)));
  const loaded = await loadCatalog(file, { providers, environment: ENVIRONMENT });
  if (!loaded.ok) throw new Error(loaded.errors.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  const times = [
    ...range(END - 2 * DAY, END - DAY, DAY_BEFORE_STEP_SECONDS),
    ...range(END - DAY, END + 1, pace.stepSeconds),
  ];
  await writeBlocks(thinned(scrapes(loaded.catalog, times)), folder, pace.restateSeconds);
  await recordRules(folder, { from: END - 2 * DAY, to: END, leastStep: pace.evaluationSeconds });
  await recordDays(folder, END);
}

async function* thinned(scrapes: AsyncIterable<Scrape>): AsyncGenerator<Scrape> {
  for await (const scrape of scrapes) {
    if (scrape.at >= END - DAY) yield scrape;
    else yield { at: scrape.at, own: [], exposed: scrape.exposed.filter((line) => COUNTERS.test(line)) };
  }
}

const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);

async function main(args: string[]): Promise<void> {
  const options = { port: { type: "string" }, real: { type: "boolean" } } as const;
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options });
  const [folder] = positionals;
  if (folder === undefined) throw new Error("usage: invented-data.ts FOLDER [--port PORT] [--real]");
  const there = await stat(folder).catch(() => undefined);
  if (!there) {
    const unfinished = `${folder}.unfinished`;
    await writeInventedData(unfinished, values.real ? REAL_PACE : PACE);
    await rename(unfinished, folder);
  }
  const server = await servePrometheus(folder, values.port === undefined ? undefined : Number(values.port));
  console.log(`${server.url} until ${new Date(END * 1000).toISOString()}`);
  process.once("SIGINT", () => void server.stop());
  process.once("SIGTERM", () => void server.stop());
}

if (import.meta.main) await main(process.argv.slice(2));
