/**
 * How long each dashboard makes somebody wait, over a Prometheus or what speaks its API:
 *
 *   node grafana/tools/load.ts --prometheus URL [--end TIME] [--range 24h ...] [DASHBOARD ...]
 *
 * Asks as Grafana in a browser does: the variables one after another, then all panels that are not folded away and all
 * annotations that are on, six at once (a browser's connections to one server). Twice, and prints the seconds of both:
 * the second finds in memory what the first had to read.
 */
import { parseArgs } from "node:util";
import { secondsOf } from "../../exporter/tools/hurry.ts";
import { askPanel, type View, variablesOf } from "./asking.ts";
import { asPanel, type DashboardJson, dashboardsByFile, type PanelJson } from "./reading.ts";

const CONNECTIONS = 6;
/** Pixels of one of the grid's 24 columns, on a screen of 1600. */
const COLUMN = 66;
/** As grafana/provisioning/datasources/prometheus.yml says. */
const SCRAPE_SECONDS = 15;

interface Wait {
  seconds: number;
  slowest: { title: string; seconds: number };
}

async function main(args: string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      prometheus: { type: "string" },
      end: { type: "string" },
      range: { type: "string", multiple: true, default: ["24h", "7d", "30d"] },
    },
  });
  if (values.prometheus === undefined) throw new Error("usage: load.ts --prometheus URL [DASHBOARD ...]");
  const end = (values.end === undefined ? Date.now() : Date.parse(values.end)) / 1000;
  console.log("| dashboard | range | first | again | its slowest panel |\n| --- | --- | --- | --- | --- |");
  for (const [file, dashboard] of chosen(positionals))
    for (const range of values.range) {
      const view = {
        ...{ url: values.prometheus, end, rangeSeconds: secondsOf(range) },
        scrapeSeconds: SCRAPE_SECONDS,
      };
      const [first, again] = [await load(dashboard, view), await load(dashboard, view)];
      const slowest = `${again.slowest.title} (${shown(again.slowest)})`;
      console.log(`| ${file} | ${range} | ${shown(first)} | ${shown(again)} | ${slowest} |`);
    }
}

const chosen = (names: string[]) =>
  Object.entries(dashboardsByFile).filter(([file]) => names.length === 0 || names.includes(file));

const shown = ({ seconds }: { seconds: number }) => `${seconds.toFixed(1)} s`;

async function load(dashboard: DashboardJson, view: View): Promise<Wait> {
  const started = performance.now();
  const variables = await variablesOf(dashboard, view);
  const events = (dashboard.annotations?.list ?? []).filter(({ enable }) => enable);
  const left = [...dashboard.panels, ...events.map(asPanel)];
  let slowest = { title: "", seconds: 0 };
  const connection = async () => {
    for (let panel = left.shift(); panel; panel = left.shift()) {
      const seconds = await timed(panel, view, variables);
      if (seconds > slowest.seconds) slowest = { title: panel.title, seconds };
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return { seconds: (performance.now() - started) / 1000, slowest };
}

async function timed(panel: PanelJson, view: View, variables: Record<string, string>): Promise<number> {
  const started = performance.now();
  await askPanel(panel, view, variables, panel.gridPos.w * COLUMN);
  return (performance.now() - started) / 1000;
}

await main(process.argv.slice(2));
