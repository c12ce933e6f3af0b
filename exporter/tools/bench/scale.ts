/** Many checks at a usual pace: how fast they start, whether they start when they are due, and what they take up. */
import { EXPORTER_METRICS } from "../../src/metrics/definitions.ts";
import type { Figure, Findings } from "./results.ts";
import { buckets } from "./samples.ts";
import { runOnce, type ScaleRun } from "./scale/run.ts";
import type { Stage } from "./stage.ts";
import { bucketQuantile, slidingSums } from "./statistics.ts";

interface Size {
  checks: number;
  atMost: { residentMB: number; startSeconds?: number; reloadSeconds?: number; latenessMs?: number };
}

const SMALL: Size = { checks: 1_000, atMost: { residentMB: 150 } };
const LARGE: Size = {
  checks: 10_000,
  atMost: { residentMB: 400, startSeconds: 3, reloadSeconds: 3, latenessMs: 50 },
};
const SIZES = [SMALL, LARGE];
const USUAL_SECONDS = 300;
const QUICK_SECONDS = 60;
const AROUND_SECONDS = 25;
const FLAT_SECONDS = 5;

export async function runScale(stage: Stage): Promise<Findings> {
  const { quick, seconds = quick ? QUICK_SECONDS : USUAL_SECONDS } = stage.options;
  stage.plan(SIZES.length * (seconds + AROUND_SECONDS));
  const findings: Findings = { figures: [], series: [], notes: [] };
  const residentMB: number[] = [];
  for (const size of SIZES) {
    const of = size.checks.toLocaleString("en");
    stage.step(`${of} checks`, seconds + AROUND_SECONDS);
    const run = await runOnce(stage, size.checks, seconds);
    residentMB.push(run.residentMB.now);
    findings.figures.push(...figuresOf(run, size).map((one) => ({ ...one, name: `${of}: ${one.name}` })));
    findings.series.push({
      name: `${of}: probes started after the start`,
      unit: "probes/s",
      points: run.perSecond.map((probes, index) => [index + 1, probes]),
    });
    const [above, below] = bucketQuantile(latenessOf(run), 0.99).between;
    findings.notes.push(
      `With ${of} checks the lateness's p99 is interpolated; it lies between ${above} and ${below} s.`,
    );
  }
  const [ofSmall, ofLarge] = residentMB as [number, number];
  findings.figures.push({
    name: "resident memory of one more check",
    unit: "KiB",
    ours: [((ofLarge - ofSmall) * 1e6) / 1024 / (LARGE.checks - SMALL.checks)],
  });
  return findings;
}

const latenessOf = ({ samples }: ScaleRun) => buckets(samples, EXPORTER_METRICS.lateness.name);

function figuresOf(run: ScaleRun, { atMost }: Size): Figure[] {
  const figure = (name: string, unit: string, measured: number | number[], bound?: number): Figure => ({
    name,
    unit,
    ours: [measured].flat(),
    ...(bound !== undefined && { goal: { of: "ours", atMost: bound } }),
  });
  const late = (share: number) => bucketQuantile(latenessOf(run), share).value * 1000;
  const started = slidingSums(run.perSecond, FLAT_SECONDS);
  const during = `in ${FLAT_SECONDS} s of the first minute`;
  return [
    figure("start to ready", "s", run.startSeconds, atMost.startSeconds),
    figure("reload, 10 changed", "s", run.reloadSeconds, atMost.reloadSeconds),
    figure("loop blocked by the reload", "ms", run.reloadBlockedMs),
    figure("start lateness p50", "ms", late(0.5)),
    figure("start lateness p99", "ms", late(0.99), atMost.latenessMs),
    figure("resident memory", "MB", run.residentMB.now, atMost.residentMB),
    figure("most resident memory", "MB", run.residentMB.most),
    figure("probes lost", "%", run.lost * 100),
    figure(`fewest started ${during}`, "", Math.min(...started)),
    figure(`most started ${during}`, "", Math.max(...started)),
  ];
}
