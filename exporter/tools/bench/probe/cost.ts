/** What a probe costs at a fixed rate, and how many a core can do. */
import { startBlackbox } from "../blackbox.ts";
import { type ManyChecks, manyChecks } from "../catalog.ts";
import { startDriver } from "../counting.ts";
import { startExporter } from "../exporter.ts";
import type { Target } from "../nginx.ts";
import { cpuSeconds } from "../proc.ts";
import { askAsPrometheus, probesIn, scrape } from "../samples.ts";
import { type Stage, whileRunning } from "../stage.ts";
import { type Planned, plan } from "./comparison.ts";

/**
 * Of the window, before it. An exporter runs for months: with the usual 15 s, most of what V8 compiles while it probes is
 * compiled by then. In the first seconds a probe costs nearly twice as much.
 */
const WARM_UP_SHARE = 1;
/** About what starting and stopping take, for the time left that is told. */
const AROUND_SECONDS = 3;
/** Only successes are counted; with a larger share of failures they are not what is measured any more. */
const MOST_FAILURES = 0.05;

/** Since the process started. */
interface Counts {
  cpuSeconds: number;
  successes: number;
  failures: number;
}

interface Cost {
  cpuSecondsPerProbe: number;
  probesPerSecond: number;
}

async function measure(
  { pause }: Stage,
  seconds: number,
  look: () => Promise<Counts>,
  inTheMiddle: () => Promise<unknown> = async () => {},
): Promise<Cost> {
  await pause(seconds * WARM_UP_SHARE);
  const before = await look();
  const begin = performance.now();
  await pause(seconds / 2);
  await inTheMiddle();
  await pause(seconds / 2);
  const after = await look();
  const elapsedSeconds = (performance.now() - begin) / 1000;
  const probes = after.successes - before.successes;
  const failures = after.failures - before.failures;
  if (failures >= MOST_FAILURES * probes) throw new Error(`${failures} probes failed, ${probes} succeeded`);
  return {
    cpuSecondsPerProbe: (after.cpuSeconds - before.cpuSeconds) / probes,
    probesPerSecond: probes / elapsedSeconds,
  };
}

/** Scraped in the middle, for its results must be had too: blackbox_exporter hands them out with each probe. */
const measureOurs = (stage: Stage, seconds: number, checks: ManyChecks): Promise<Cost> =>
  whileRunning(async (keep) => {
    const { url, pid } = await keep(startExporter(stage, { catalog: manyChecks(checks) }));
    const look = async () => ({ ...probesIn(await scrape(url)), cpuSeconds: await cpuSeconds(pid) });
    return measure(stage, seconds, look, () => askAsPrometheus(url));
  });

type Load = { rate?: number; connections: number };

const measurePeer = (stage: Stage, seconds: number, target: Target, load: Load): Promise<Cost> =>
  whileRunning(async (keep) => {
    const { url, pid } = await keep(startBlackbox(stage, target.caFile));
    const driver = await keep(startDriver({ url, target: target.url, ...load }));
    let [successes, failures] = [0, 0];
    const look = async () => {
      const since = await driver.take();
      successes += since.successes;
      failures += since.failures;
      return { cpuSeconds: await cpuSeconds(pid), successes, failures };
    };
    return measure(stage, seconds, look);
  });

interface Settings {
  title: string;
  target: Target;
  /** Of one measurement. */
  seconds: number;
}

/** At `rate` probes per second: ours by as many checks at an interval of 1 s. The goal is a ratio. */
export function costAtRate(
  stage: Stage,
  { title, target, seconds }: Settings,
  { rate, atMost }: { rate: number; atMost: number },
): Planned {
  const unit = "ms";
  const of = ({ cpuSecondsPerProbe }: Cost) => cpuSecondsPerProbe * 1000;
  return plan(
    {
      title,
      figures: [{ name: title, unit, goal: { of: "ratio", atMost }, of }],
      seconds: seconds * (1 + WARM_UP_SHARE) + AROUND_SECONDS,
      ours: () => measureOurs(stage, seconds, { ...target, count: rate, interval: "1s" }),
      peer: () => measurePeer(stage, seconds, target, { rate, connections: 100 }),
    },
    stage,
  );
}

/** More checks than can be kept up with; the peer is asked over 50 connections without a break. The goal is a ratio. */
export function mostProbes(stage: Stage, { title, target, seconds }: Settings, atLeast: number): Planned {
  const of = ({ probesPerSecond }: Cost) => probesPerSecond;
  const checks = { ...target, count: 6000, interval: "1s" };
  return plan(
    {
      title,
      figures: [{ name: title, unit: "probes/s", goal: { of: "ratio", atLeast }, of }],
      seconds: seconds * (1 + WARM_UP_SHARE) + AROUND_SECONDS,
      ours: () => measureOurs(stage, seconds, checks),
      peer: () => measurePeer(stage, seconds, target, { connections: 50 }),
    },
    stage,
  );
}
