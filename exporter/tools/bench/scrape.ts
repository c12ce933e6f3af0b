/** What a scrape costs: its time, its size, and for how long nothing else can happen meanwhile. */
import { freePort } from "../process.ts";
import { manyChecks } from "./catalog.ts";
import { loopDelayHook } from "./counting.ts";
import { startExporter } from "./exporter.ts";
import { startHttpTarget } from "./nginx.ts";
import { startPrometheus } from "./prometheus.ts";
import type { Figure, Findings } from "./results.ts";
import { figuresOf, type Measured, PEER, QUIET_SECONDS, type Round } from "./scrape/figures.ts";
import { startPromClient } from "./scrape/prom-client.ts";
import { type Scraped, type Server, scrapeOnce, VARIANTS, type Variant, watching } from "./scrape/scraped.ts";
import { type Stage, whileRunning } from "./stage.ts";

const SIZES = [
  { integrations: 1_000, blockedGoalMs: 5 },
  { integrations: 10_000, blockedGoalMs: 20 },
];
const INTERVAL_SECONDS = 30;
/** By then every check was probed once. */
const WARM_UP_SECONDS = INTERVAL_SECONDS + 5;
const ROUND_SECONDS = 4;
const PROMETHEUS_INTERVAL_SECONDS = 10;
/** The first has new series to make, and the next may be missed over it. */
const PROMETHEUS_FIRST_SCRAPES = 3;

export async function runScrape(stage: Stage): Promise<Findings> {
  const { pairs } = stage.options;
  const perSize =
    WARM_UP_SECONDS +
    pairs * 2 * ROUND_SECONDS +
    (pairs + PROMETHEUS_FIRST_SCRAPES) * PROMETHEUS_INTERVAL_SECONDS;
  stage.plan(SIZES.length * perSize);
  const figures: Figure[] = [];
  for (const { integrations, blockedGoalMs } of SIZES) {
    const ours = await measureOurs(stage, integrations);
    const exposition = ours.rounds[0]?.text.body ?? Buffer.alloc(0);
    const peer = await measurePeer(stage, integrations, exposition);
    figures.push(...figuresOf({ ...ours, peer }, integrations, blockedGoalMs));
  }
  return { figures, series: [], notes: [] };
}

const measureOurs = (stage: Stage, integrations: number): Promise<Omit<Measured, "peer">> =>
  whileRunning(async (keep) => {
    const { step, pause } = stage;
    const target = await keep(startHttpTarget());
    const loopDelayPort = await freePort();
    step(`${integrations} integrations: first probes`, WARM_UP_SECONDS);
    const catalog = manyChecks({ url: target.url, count: integrations, interval: `${INTERVAL_SECONDS}s` });
    const exporter = await keep(startExporter(stage, { catalog, ...loopDelayHook(loopDelayPort) }));
    await pause(WARM_UP_SECONDS);
    const server = { url: exporter.url, loopDelayPort };
    const rounds = await repeat(stage, `${integrations} integrations: ours`, () => round(stage, server));
    return { rounds, prometheusSeconds: await scrapesByPrometheus(stage, integrations, exporter.url) };
  });

const scrapesByPrometheus = (
  { options, step, pause }: Stage,
  integrations: number,
  url: string,
): Promise<number[]> =>
  whileRunning(async (keep) => {
    const seconds = (options.pairs + PROMETHEUS_FIRST_SCRAPES) * PROMETHEUS_INTERVAL_SECONDS;
    step(`${integrations} integrations: Prometheus`, seconds);
    const prometheus = await keep(startPrometheus(url, PROMETHEUS_INTERVAL_SECONDS));
    await pause(seconds);
    return (await prometheus.scrapeDurations()).slice(1).slice(-options.pairs);
  });

const measurePeer = (stage: Stage, integrations: number, exposition: Buffer): Promise<Scraped[]> =>
  whileRunning(async (keep) => {
    const server = await keep(startPromClient(stage, exposition));
    return repeat(stage, `${integrations} integrations: ${PEER}`, () => scrapeOnce(server, "text"));
  });

async function repeat<T>({ options, step }: Stage, what: string, once: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let count = 1; count <= options.pairs; count++) {
    step(`${what}, round ${count} of ${options.pairs}`, ROUND_SECONDS);
    results.push(await once());
  }
  return results;
}

async function round({ pause }: Stage, server: Server): Promise<Round> {
  const { blockedMs: quietMs } = await watching(server, () => pause(QUIET_SECONDS));
  const scraped: [Variant, Scraped][] = [];
  for (const variant of VARIANTS) scraped.push([variant, await scrapeOnce(server, variant)]);
  return { quietMs, ...(Object.fromEntries(scraped) as Record<Variant, Scraped>) };
}
