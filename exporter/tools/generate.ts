/** Writes every generated file; with `--check` only says which differ, are missing, or have lost their source. */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import * as dashboards from "../../grafana/src/files.ts";
import * as kubernetes from "../../grafana/src/kubernetes.ts";
import * as configuration from "./generate/configuration.ts";
import * as dashboardPages from "./generate/dashboards.ts";
import * as metrics from "./generate/metrics.ts";
import * as performance from "./generate/performance.ts";

const root = resolve(import.meta.dirname, "../..");
const GENERATORS = [configuration, metrics, performance, dashboards, dashboardPages, kubernetes];
/** Folders that hold nothing but generated files. */
const OWNED = ["exporter/docs/dashboards", "grafana/dashboards", "grafana/kubernetes"];

interface Drift {
  path: string;
  problem: "differs" | "missing" | "orphan";
}

async function drift(): Promise<Drift[]> {
  const wanted = await generated();
  const found = await Promise.all(
    Object.entries(wanted).map(async ([path, content]): Promise<Drift[]> => {
      const actual = await readFile(join(root, path), "utf8").catch(() => undefined);
      if (actual === undefined) return [{ path, problem: "missing" }];
      return actual === content ? [] : [{ path, problem: "differs" }];
    }),
  );
  return [...found.flat(), ...(await orphans(wanted))];
}

async function generated(): Promise<Record<string, string>> {
  return Object.assign({}, ...(await Promise.all(GENERATORS.map((generator) => generator.files()))));
}

async function orphans(wanted: Record<string, string>): Promise<Drift[]> {
  const entries = await Promise.all(
    OWNED.map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true })),
  );
  return entries
    .flat()
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)))
    .filter((path) => !(path in wanted))
    .map((path) => ({ path, problem: "orphan" }));
}

async function write(): Promise<void> {
  const wanted = await generated();
  for (const [path, content] of Object.entries(wanted)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
    console.log(`wrote ${path}`);
  }
  for (const { path } of await orphans(wanted)) {
    await rm(join(root, path));
    console.log(`removed ${path}, which nothing generates`);
  }
}

if (import.meta.main) {
  if (!process.argv.includes("--check")) await write();
  else {
    const found = await drift();
    for (const { path, problem } of found) console.error(`${path}: ${problem}`);
    if (found.length > 0) console.error("Run `npm run generate` and commit what it writes.");
    process.exitCode = found.length > 0 ? 1 : 0;
  }
}
