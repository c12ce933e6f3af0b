/**
 * Draws a dashboard from what its queries find, to be looked at without a Grafana. Not what Grafana would show to the
 * pixel: the same panels, places, words and colours, simply drawn.
 *
 *   node grafana/tools/draw.ts DASHBOARD --out FILE.png [--prometheus URL] [--var NAME=VALUE ...]
 *
 * The address is that of a Prometheus with the invented data (invented-data/invented-data.ts serves one); without it, they
 * are made first, which takes a minute or two. Needs Debian's chromium.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { rangeOf, type View, variablesOf } from "./asking.ts";
import { page, WIDTH } from "./draw/page.ts";
import { END, PACE, writeInventedData } from "./invented-data/invented-data.ts";
import { servePrometheus } from "./invented-data/serve.ts";
import { dashboardsByFile } from "./reading.ts";

const USAGE = `usage: draw.ts ${Object.keys(dashboardsByFile).join("|")} --out FILE.png`;

async function main(args: string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: "string" },
      prometheus: { type: "string" },
      var: { type: "string", multiple: true, default: [] },
    },
  });
  const dashboard = dashboardsByFile[positionals[0] ?? ""];
  if (!dashboard || !values.out) throw new Error(USAGE);
  const folder = await mkdtemp(join(tmpdir(), "draw-"));
  const server = values.prometheus ? undefined : await inventedData(join(folder, "data"));
  try {
    const view: View = {
      url: server?.url ?? (values.prometheus as string),
      end: END,
      rangeSeconds: rangeOf(dashboard),
      scrapeSeconds: PACE.stepSeconds,
    };
    const chosen = Object.fromEntries(values.var.map((text) => text.split(/=(.*)/s).slice(0, 2)));
    const { html, height } = await page(dashboard, view, await variablesOf(dashboard, view, chosen));
    const file = join(folder, "page.html");
    await writeFile(file, html);
    await screenshot(file, values.out, height);
  } finally {
    await server?.stop();
    await rm(folder, { recursive: true });
  }
}

async function inventedData(folder: string) {
  await writeInventedData(folder);
  return servePrometheus(folder);
}

async function screenshot(page: string, out: string, height: number): Promise<void> {
  const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"];
  const size = `--window-size=${WIDTH},${Math.ceil(height)}`;
  await promisify(execFile)("chromium", [...flags, size, `--screenshot=${out}`, `file://${page}`]);
}

await main(process.argv.slice(2));
