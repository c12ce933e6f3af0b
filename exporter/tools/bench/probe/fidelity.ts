/** How true a duration is that was measured under load: what is told against what the target took. */
import { readFile } from "node:fs/promises";
import { startBlackbox } from "../blackbox.ts";
import { manyChecks } from "../catalog.ts";
import { startDriver, startSlowTarget } from "../counting.ts";
import { startExporter } from "../exporter.ts";
import { askAsPrometheus, scrape } from "../samples.ts";
import { type Stage, whileRunning } from "../stage.ts";
import { quantile } from "../statistics.ts";
import { type Planned, plan } from "./comparison.ts";

const TARGET_SECONDS = 0.02;
const RATE = 500;
/** Each exposes some 70 series. */
const CHECKS = 500;
const SCRAPE_SECONDS = 5;
const WARM_UP_SECONDS = 5;
const AROUND_SECONDS = 4;

/** In seconds. */
export interface Told {
  /** Of every probe that succeeded. */
  durations: number[];
  failures: number;
  /** How late the target answered by its own clock: nobody can be truer than that. */
  targetLateness: number[];
  /** Series in a scrape. */
  series?: number;
}

const measureOurs = (stage: Stage, seconds: number): Promise<Told> =>
  whileRunning(async (keep) => {
    const target = await keep(startSlowTarget(TARGET_SECONDS));
    const { url, logFile } = await keep(
      startExporter(stage, {
        catalog: manyChecks({ url: target.url, count: CHECKS, interval: `${CHECKS / RATE}s` }),
        flags: ["--log.level=debug", "--log.format=json"],
      }),
    );
    await scrapeFor(stage, url, WARM_UP_SECONDS);
    await target.take();
    const begin = Date.now();
    await scrapeFor(stage, url, seconds);
    const end = Date.now();
    const targetLateness = await target.take();
    const { size: series } = await scrape(url);
    return { ...toldIn(await readFile(logFile, "utf8"), begin, end), targetLateness, series };
  });

/** As Prometheus does, but throwing away what it gets: its work would be on the target's core. */
async function scrapeFor({ pause }: Stage, url: string, seconds: number): Promise<void> {
  const scrapes = Math.ceil(seconds / SCRAPE_SECONDS);
  for (let count = 0; count < scrapes; count++) {
    await pause(seconds / scrapes / 2);
    await askAsPrometheus(url);
    await pause(seconds / scrapes / 2);
  }
}

/** What the log (debug, JSON) tells of the probes that ended between two times of the wall clock, in ms. */
function toldIn(log: string, begin: number, end: number): Pick<Told, "durations" | "failures"> {
  const told = { durations: [] as number[], failures: 0 };
  for (const line of log.split("\n").filter((one) => one.includes('"msg":"probe '))) {
    const { ts, msg, durationSeconds } = JSON.parse(line) as {
      ts: string;
      msg: string;
      durationSeconds: number;
    };
    if (Date.parse(ts) < begin || Date.parse(ts) > end) continue;
    if (msg === "probe succeeded") told.durations.push(durationSeconds);
    else told.failures += 1;
  }
  return told;
}

const measurePeer = (stage: Stage, seconds: number): Promise<Told> =>
  whileRunning(async (keep) => {
    const target = await keep(startSlowTarget(TARGET_SECONDS));
    const { url } = await keep(startBlackbox(stage));
    const driver = await keep(startDriver({ url, target: target.url, rate: RATE, connections: 100 }));
    await stage.pause(WARM_UP_SECONDS);
    await driver.take();
    await target.take();
    await stage.pause(seconds);
    const { durationsSeconds, failures } = await driver.take();
    return { durations: durationsSeconds, failures, targetLateness: await target.take() };
  });

const errorAt =
  (share: number) =>
  ({ durations }: Told): number =>
    (quantile(durations, share) - TARGET_SECONDS) * 1000;

/** At 500 probes per second against a target that takes 20 ms, while ours is scraped every 5 s. */
export function fidelity(stage: Stage, seconds: number, heard: (told: Told) => void): Planned {
  const title = "error of a duration";
  const hearing = async (measuring: Promise<Told>) => {
    const told = await measuring;
    heard(told);
    return told;
  };
  return plan(
    {
      title,
      figures: [
        { name: `${title}, p50`, unit: "ms", of: errorAt(0.5) },
        { name: `${title}, p99`, unit: "ms", goal: { of: "ratio", atMost: 1 }, of: errorAt(0.99) },
        { name: `${title}, max`, unit: "ms", of: errorAt(1) },
      ],
      seconds: WARM_UP_SECONDS + seconds + AROUND_SECONDS,
      ours: () => hearing(measureOurs(stage, seconds)),
      peer: () => hearing(measurePeer(stage, seconds)),
    },
    stage,
  );
}
