/** Ours against blackbox_exporter: cost, capacity and truth of a probe. */
import { startHttpsTarget, startHttpTarget } from "./nginx.ts";
import { costAtRate, mostProbes } from "./probe/cost.ts";
import { fidelity, type Told } from "./probe/fidelity.ts";
import type { Figure, Findings } from "./results.ts";
import { type Stage, whileRunning } from "./stage.ts";
import { quantile } from "./statistics.ts";
import { digits } from "./table.ts";

export const runProbe = (stage: Stage): Promise<Findings> =>
  whileRunning(async (keep) => {
    const http = await keep(startHttpTarget());
    const https = await keep(startHttpsTarget());
    const { quick, seconds = quick ? 2 : 15 } = stage.options;
    const told: Told[] = [];
    const planned = [
      costAtRate(stage, { title: "CPU per probe, http", target: http, seconds }, { rate: 500, atMost: 0.6 }),
      costAtRate(stage, { title: "CPU per probe, https", target: https, seconds }, { rate: 200, atMost: 1 }),
      mostProbes(stage, { title: "most probes on one core", target: http, seconds }, 2),
      fidelity(stage, seconds, (one) => told.push(one)),
    ];
    stage.plan(planned.reduce((sum, one) => sum + one.seconds, 0));
    const figures: Figure[] = [];
    for (const { run } of planned) figures.push(...(await run()));
    return { figures, series: [], notes: notesOn(told) };
  });

function notesOn(told: readonly Told[]): string[] {
  const lateness = told.flatMap(({ targetLateness }) => targetLateness);
  const late = (share: number) => digits(quantile(lateness, share) * 1000);
  const durations = told.reduce((sum, one) => sum + one.durations.length, 0);
  const failures = told.reduce((sum, one) => sum + one.failures, 0);
  const series = told.find((one) => one.series !== undefined)?.series ?? 0;
  return [
    `The errors are of ${digits(durations)} durations; ${digits(failures)} probes that failed have none.`,
    `The target was itself late by ${late(0.5)} ms (p50), ${late(0.99)} ms (p99), ${late(1)} ms (max), by its own clock.`,
    `Meanwhile ours exposed ${digits(series)} series.`,
  ];
}
