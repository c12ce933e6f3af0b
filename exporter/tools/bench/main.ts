// `npm run bench`: what the exporter costs and how true it measures, against its peers.
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { terminalOf } from "../../src/cli/terminal.ts";
import { engine } from "../engines.ts";
import { shareCores } from "./cores.ts";
import { type BenchEngine, describeEnvironment } from "./environment.ts";
import { type BenchName, type Options, readOptions, USAGE } from "./options.ts";
import { plot } from "./plot.ts";
import { runProbe } from "./probe.ts";
import { showProgress } from "./progress.ts";
import type { Findings, Report } from "./results.ts";
import { runScale } from "./scale.ts";
import { runScrape } from "./scrape.ts";
import { runSoak } from "./soak.ts";
import { pauseUnless, type Stage } from "./stage.ts";
import { terminalTable } from "./table.ts";

const root = resolve(import.meta.dirname, "../../..");
const RESULTS = join(root, "bench-results");
const SAVED = join(root, "exporter/docs/performance");
const say = (text: string) => void process.stdout.write(`${text}\n`);

interface Bench {
  engines: readonly BenchEngine[];
  run(stage: Stage): Promise<Findings>;
}

const BENCHES: Record<BenchName, Bench> = {
  probe: { engines: ["blackbox_exporter", "nginx", "openssl"], run: runProbe },
  scrape: { engines: ["nginx", "prometheus"], run: runScrape },
  scale: { engines: ["nginx"], run: runScale },
  soak: { engines: ["nginx"], run: runSoak },
};

const ending = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => ending.abort());

async function prepare(benches: readonly BenchName[]): Promise<void> {
  say("Building exporter/dist ...");
  await promisify(execFile)("npm", ["run", "--silent", "build"], { cwd: root }).catch(({ stdout }) => {
    throw new Error(`the build fails:\n${stdout}`);
  });
  for (const name of new Set(benches.flatMap((bench) => BENCHES[bench].engines))) await engine(name, say);
}

async function run(options: Options): Promise<void> {
  if (process.platform !== "linux") throw new Error("npm run bench reads /proc: it needs Linux");
  await prepare(options.benches);
  const cores = await shareCores();
  for (const bench of options.benches) {
    const progress = showProgress(process.stdout);
    const program = join(root, "exporter/dist/main.js");
    const stage: Stage = { program, options, cores, pause: pauseUnless(ending.signal), ...progress };
    const environment = await describeEnvironment(root, BENCHES[bench].engines, cores.note);
    const startedAt = new Date().toISOString();
    const findings = await BENCHES[bench].run(stage).finally(progress.end);
    await present({ bench, startedAt, environment, ...findings }, options);
  }
}

async function present(report: Report, { save }: Options): Promise<void> {
  say(`\n${terminalTable(report.figures, terminalOf(process.stdout, process.env))}`);
  for (const note of report.notes) say(note);
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  const name = `${report.bench}-${report.startedAt.replaceAll(/[:.]/g, "-")}`;
  await keepFile(RESULTS, `${name}.json`, json);
  await keepFile(RESULTS, `${name}.svg`, plot(report));
  if (save) await keepFile(SAVED, `${report.bench}.json`, json);
}

async function keepFile(folder: string, name: string, content: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), content);
  say(`wrote ${relative(root, join(folder, name))}`);
}

async function main(): Promise<number> {
  let options: Options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    return 1;
  }
  try {
    await run(options);
    return 0;
  } catch (error) {
    process.stderr.write(`${ending.signal.aborted ? "Ended early." : (error as Error).message}\n`);
    return 1;
  }
}

process.exitCode = await main();
