/** One run with many checks: what is seen of it from outside. */
import { writeFile } from "node:fs/promises";
import { freePort } from "../../process.ts";
import { type ManyChecks, manyChecks } from "../catalog.ts";
import { loopDelayHook } from "../counting.ts";
import { type Exporter, startExporter } from "../exporter.ts";
import { fetchWhole } from "../fetch-whole.ts";
import { type HttpTarget, startHttpTarget } from "../nginx.ts";
import { residentMB } from "../proc.ts";
import { askAsPrometheus, probesIn, type Samples, scrape } from "../samples.ts";
import { watching } from "../scrape/scraped.ts";
import { type Stage, whileRunning } from "../stage.ts";

const INTERVAL_SECONDS = 30;
const SCRAPE_SECONDS = 15;
/** The start is over by then. */
const FIRST_SECONDS = 60;
const CHANGED_CHECKS = 10;
/** A host that others share may be slow for seconds. */
const STARTS = 5;

export interface ScaleRun {
  /** From the spawn to the first 200 of /-/ready, of each start. */
  startSeconds: number[];
  /** Until the answer to POST /-/reload. */
  reloadSeconds: number;
  reloadBlockedMs: number;
  residentMB: { now: number; most: number };
  /** Probes that the target saw in each of the first seconds. */
  perSecond: number[];
  /** Share of the probes that the intervals promise after the first minute and that did not come. */
  lost: number;
  /** At the end, of everything since the start. */
  samples: Samples;
}

/** Watches for `seconds`, scraped as by Prometheus, then reloads with some checks changed. */
export const runOnce = (stage: Stage, checks: number, seconds: number): Promise<ScaleRun> =>
  whileRunning(async (keep) => {
    const target = await keep(startHttpTarget());
    const many: ManyChecks = { url: target.url, count: checks, interval: `${INTERVAL_SECONDS}s` };
    const loopDelayPort = await freePort();
    const startSeconds = await timeStarts(stage, many);
    const exporter = await keep(
      startExporter(stage, { catalog: manyChecks(many), ...loopDelayHook(loopDelayPort) }),
    );
    const first = Math.min(FIRST_SECONDS, seconds / 2);
    const perSecond = await watch(stage, exporter.url, first, target);
    const settled = await look(exporter.url);
    await watch(stage, exporter.url, seconds - first, target);
    const { at, samples } = await look(exporter.url);
    const promised = (checks * (at - settled.at)) / 1000 / INTERVAL_SECONDS;
    const lost = 1 - (probesDone(samples) - probesDone(settled.samples)) / promised;
    const memory = await residentMB(exporter.pid);
    const reload = await reloadChanged(exporter, many, loopDelayPort);
    return { startSeconds, perSecond, lost, samples, residentMB: memory, ...reload };
  });

/** All series, and when they were asked for: to fetch and to read those of many checks takes a second or two. */
const look = async (url: string) => ({ at: performance.now(), samples: await scrape(url) });

/** Without the hook, which slows a start by a tenth. */
async function timeStarts(stage: Stage, many: ManyChecks): Promise<number[]> {
  const seconds: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const begin = performance.now();
    const exporter = await startExporter(stage, { catalog: manyChecks(many) });
    seconds.push(secondsSince(begin));
    await exporter.stop();
  }
  return seconds;
}

async function reloadChanged({ url, catalogFile }: Exporter, many: ManyChecks, loopDelayPort: number) {
  const every = many.count / CHANGED_CHECKS;
  const unlike = (index: number) => (index % every === 0 ? { timeout: "5s" } : {});
  await writeFile(catalogFile, manyChecks({ ...many, unlike }));
  const { result, blockedMs } = await watching({ url, loopDelayPort }, () =>
    fetchWhole(`${url}/-/reload`, { method: "POST" }),
  );
  return { reloadSeconds: result.seconds, reloadBlockedMs: blockedMs };
}

const secondsSince = (begin: number): number => (performance.now() - begin) / 1000;

function probesDone(samples: Samples): number {
  const { successes, failures } = probesIn(samples);
  return successes + failures;
}

/** Scrapes now and then for `seconds`; how many connections the target accepted in each of them. */
async function watch(stage: Stage, url: string, seconds: number, target: HttpTarget): Promise<number[]> {
  const begin = performance.now();
  const perSecond: number[] = [];
  let before = await target.accepted();
  for (let second = 1; second <= seconds; second++) {
    await stage.pause(Math.max(second - secondsSince(begin), 0));
    const now = await target.accepted();
    // One of them was our own question.
    perSecond.push(now - before - 1);
    before = now;
    if (second % SCRAPE_SECONDS === 0) await askAsPrometheus(url);
  }
  return perSecond;
}
