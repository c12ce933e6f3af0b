#!/usr/bin/env -S MALLOC_ARENA_MAX=1 node --max-semi-space-size=8 --single-threaded-gc --heap-growing-percent=70 --no-allocation-site-pretenuring --no-maglev-destroy-on-background
/** The command line: reads the flags and hands over. */
import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { formatErrors } from "./catalog/errors.ts";
import { createCatalogReader } from "./catalog/load-apart.ts";
import { readSecret } from "./catalog/secrets.ts";
import { drawProbe } from "./cli/draw-probe.ts";
import { help } from "./cli/help.ts";
import { logToStderr } from "./cli/logger.ts";
import { type CommandLine, type Flags, parseFlags } from "./cli/parse-flags.ts";
import { summary } from "./cli/summary.ts";
import { terminalOf } from "./cli/terminal.ts";
import { systemClock } from "./clock.ts";
import { createApp } from "./http/app.ts";
import { listen } from "./http/server.ts";
import { formatTrace } from "./probe/format-trace.ts";
import { createMemory } from "./probe/memory.ts";
import { createProbe } from "./probe/probe.ts";
import type { TraceEntry } from "./probe/trace.ts";
import { loadProvider, loadProviders } from "./providers/index.ts";
import { createService } from "./service.ts";

type Accepted = Extract<CommandLine, { ok: true }>;

const root = resolve(import.meta.dirname, "../..");
const { version } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8")) as { version: string };
const readCatalog = new URL(`./read-catalog${extname(import.meta.filename)}`, import.meta.url);
const terminal = terminalOf(process.stdout, process.env);
const print = (text: string): void => void process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
const complain = (text: string): void => void process.stderr.write(text.endsWith("\n") ? text : `${text}\n`);

/** @returns the exit code, or undefined while the exporter runs on. */
async function main(argv: readonly string[]): Promise<number | undefined> {
  const line = parseFlags(argv);
  if (!line.ok) {
    complain(`integration_exporter: ${line.message}`);
    return 1;
  }
  switch (line.command) {
    case "help":
      print(help());
      return 0;
    case "version":
      print(`integration_exporter ${version} (node ${process.version}, ${process.platform}/${process.arch})`);
      return 0;
    case "check":
      return check(line.flags);
    case "probe":
      return probe(line);
    case "run":
      return run(line.flags);
  }
}

/** The catalog, or undefined after its errors were printed. */
async function load({ configFile }: Flags) {
  // Not above: the running exporter has it read by a process of its own, and is spared the YAML parser.
  const { loadCatalog } = await import("./catalog/load.ts");
  const providers = await loadProviders();
  const loaded = await loadCatalog(configFile, { providers, environment: process.env });
  if (!loaded.ok) complain(formatErrors(configFile, loaded.errors));
  return loaded.ok ? { providers, catalog: loaded.catalog } : undefined;
}

async function check(flags: Flags): Promise<number> {
  const loaded = await load(flags);
  if (loaded) print(summary(loaded.catalog, terminal));
  return loaded ? 0 : 1;
}

async function probe({
  flags,
  target,
  timeoutSeconds,
}: Extract<Accepted, { command: "probe" }>): Promise<number> {
  const loaded = await load(flags);
  if (!loaded) return 1;
  const checks = loaded.catalog.integrations
    .filter(({ id }) => id === target.integration)
    .flatMap((integration) => integration.checks)
    .filter(({ id }) => target.check === undefined || id === target.check);
  if (checks.length === 0) {
    complain(
      `${flags.configFile} has no such integration or check; \`integration_exporter check\` lists them`,
    );
    return 1;
  }
  const prober = createProbe({
    clock: systemClock,
    providers: loaded.providers,
    memory: createMemory(systemClock),
    readSecret: (ref) => readSecret(ref, process.env),
  });
  let failures = 0;
  for (const one of checks) {
    const trace: TraceEntry[] = [];
    const result = await prober.probe(one, {
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
      onTrace: (entry) => trace.push(entry),
    });
    print(drawProbe(result, one, terminal, formatTrace(trace)));
    if (result.outcome === "failure") failures += 1;
  }
  return failures === 0 ? 0 : 1;
}

async function run(flags: Flags): Promise<number | undefined> {
  const log = logToStderr(flags);
  const reader = createCatalogReader(readCatalog, flags.configFile, process.env);
  const service = createService({
    configFile: flags.configFile,
    load: reader.load,
    metricsPath: flags.webTelemetryPath,
    runbooks: resolve(root, "prometheus/runbooks"),
    version,
    loadProvider,
    environment: process.env,
    clock: systemClock,
    log,
  });
  const { webListenAddress: address, webConfigFile } = flags;
  // Before the catalog: a port that is taken must not leave upstreams probed by nobody's exporter.
  const server = await listen(createApp(service, log), {
    address,
    ...(webConfigFile !== undefined && { webConfigFile }),
    log,
    clock: systemClock,
  });
  // Before the first load is over too: unheard, it ends a process.
  process.on("SIGHUP", () => void service.reload());
  const loaded = await service.reload();
  if (!loaded.ok) {
    complain(loaded.message);
    reader.close();
    await server.close();
    return 1;
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    log.info({ signal }, "ending");
    await Promise.all([service.stop(), server.close()]);
    log.info({}, "ended");
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void end(signal));
  return undefined;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  complain(`integration_exporter: ${error instanceof Error ? error.message : error}`);
  return 1;
});
