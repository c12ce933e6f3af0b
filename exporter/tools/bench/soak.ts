/** An hour of an exporter's life with upstreams that fail: what of its memory does not come back? */
import { writeFile } from "node:fs/promises";
import { type ManyChecks, manyChecks } from "./catalog.ts";
import { startBrokenTarget } from "./counting.ts";
import { type Exporter, startExporter } from "./exporter.ts";
import { fetchWhole } from "./fetch-whole.ts";
import { startHttpTarget } from "./nginx.ts";
import { residentMB } from "./proc.ts";
import type { Findings, Series } from "./results.ts";
import { askAsPrometheus, probesIn, scrape } from "./samples.ts";
import { type Stage, whileRunning } from "./stage.ts";
import { slope } from "./statistics.ts";

const CHECKS = 1000;
/** One in this many has an upstream that fails, each in its turn in another way. */
const FAILING_EVERY = 10;
const SCRAPE_SECONDS = 15;
const SCRAPES_PER_RELOAD = 4;
const USUAL_SECONDS = 3600;
const QUICK_SECONDS = 60;
/** Of the whole: until then code is compiled and pools fill. The windows of the statuses fill for an hour. */
const WARM_UP_SHARE = 0.25;
/** Less is the wavering of a resident set: an hour has 120,000 probes, so it is 40 bytes for each. */
const MOST_MB_PER_HOUR = 5;

export const runSoak = (stage: Stage): Promise<Findings> =>
  whileRunning(async (keep) => {
    const { quick, seconds = quick ? QUICK_SECONDS : USUAL_SECONDS } = stage.options;
    stage.plan(seconds);
    stage.step(`${CHECKS} checks, one in ${FAILING_EVERY} fails`, seconds);
    const { url } = await keep(startHttpTarget());
    const { urls } = await keep(startBrokenTarget());
    const unlike = (index: number) =>
      index % FAILING_EVERY === 0 ? { url: urls[(index / FAILING_EVERY) % urls.length] } : {};
    const checks: ManyChecks = { url, count: CHECKS, interval: "30s", unlike };
    const exporter = await keep(startExporter(stage, { catalog: manyChecks(checks) }));
    const points = await live(stage, exporter, checks, seconds);
    const { successes, failures } = probesIn(await scrape(exporter.url));
    const { most } = await residentMB(exporter.pid);
    const found = growthOf({ name: "resident memory", unit: "MB", points }, seconds);
    found.figures.push(
      { name: "most resident memory, at a reload", unit: "MB", ours: [most] },
      { name: "failed probes", unit: "%", ours: [(100 * failures) / (successes + failures)] },
    );
    return found;
  });

/** Scrapes and reloads for `seconds`; the resident memory before each scrape, when the last one's garbage is old. */
async function live(
  { pause }: Stage,
  { url, pid, catalogFile }: Exporter,
  checks: ManyChecks,
  seconds: number,
): Promise<Series["points"]> {
  const points: Series["points"] = [];
  const begin = performance.now();
  for (let count = 1; count * SCRAPE_SECONDS <= seconds; count++) {
    await pause(Math.max(count * SCRAPE_SECONDS - (performance.now() - begin) / 1000, 0));
    points.push([count * SCRAPE_SECONDS, (await residentMB(pid)).now]);
    await askAsPrometheus(url);
    if (count % SCRAPES_PER_RELOAD === 0) {
      await writeFile(catalogFile, manyChecks(withOthersChanged(checks, count)));
      await fetchWhole(`${url}/-/reload`, { method: "POST" });
    }
  }
  return points;
}

/** Another hundredth of the checks differs from the usual at each `turn`. */
const withOthersChanged = (checks: ManyChecks, turn: number): ManyChecks => ({
  ...checks,
  unlike: (index) => ({
    ...checks.unlike?.(index),
    ...(index % 100 === turn % 100 && { timeout: "5s" }),
  }),
});

function growthOf(memory: Series, seconds: number): Findings {
  const settled = memory.points.filter(([at]) => at >= seconds * WARM_UP_SHARE);
  const growth = slope(settled.map(([at, value]) => [at / 3600, value]));
  const [, last] = memory.points.at(-1) ?? [0, Number.NaN];
  return {
    figures: [
      {
        name: "growth of resident memory",
        unit: "MB/h",
        goal: { of: "ours", atMost: MOST_MB_PER_HOUR },
        ours: [growth],
      },
      { name: "resident memory at the end", unit: "MB", ours: [last] },
    ],
    series: [memory],
    notes: [
      `Growth is the slope of a straight line through what came after the first ${WARM_UP_SHARE * 100} %.`,
    ],
  };
}
