/**
 * The running exporter: the stages joined in the order in which data passes them. `main.ts` starts it; so do tests
 * that want all of it in their own process.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Logger } from "pino";
import { changesBetween } from "./catalog/changes.ts";
import { formatErrors } from "./catalog/errors.ts";
import type { LoadResult } from "./catalog/load.ts";
import { oneAtATime } from "./catalog/one-at-a-time.ts";
import { inspectSecret, readSecret } from "./catalog/secrets.ts";
import {
  type Catalog,
  type Check,
  type Clock,
  checkKey,
  type Integration,
  type IntegrationChange,
  type Provider,
} from "./contract.ts";
import { createCycle } from "./cycle.ts";
import type { OverviewRow, Site } from "./http/site.ts";
import { createMetrics, renderProbes } from "./metrics/metrics.ts";
import { formatTrace } from "./probe/format-trace.ts";
import { createMemory } from "./probe/memory.ts";
import { createProbe } from "./probe/probe.ts";
import type { TraceEntry } from "./probe/trace.ts";
import { createSchedule } from "./schedule/schedule.ts";
import { createSlots } from "./schedule/slots.ts";
import { createStandings } from "./standings.ts";
import { createStore } from "./status/store.ts";
import { createReceiver } from "./webhooks/receiver.ts";

export interface ServiceOptions {
  /** For messages: what `load` reads. */
  configFile: string;
  /** What did not change since the load before it is the very object that it was: only the rest is touched. */
  load: () => Promise<LoadResult>;
  metricsPath: string;
  /** Folder of the runbooks, a Markdown file per alert. */
  runbooks: string;
  version: string;
  /** Called once for each provider that a catalog names: all together are much to load, and most catalogs need few. */
  loadProvider: (id: string) => Promise<Provider>;
  environment: NodeJS.ProcessEnv;
  clock: Clock;
  log: Logger;
}

export interface Service extends Site {
  /** Ends probing and what is under way. Results of probes cut short count for nothing. */
  stop(): Promise<void>;
}

/** Integrations that change in one piece: sixteen took up to 12 ms where nothing had run that code for minutes. */
const AT_ONCE = 4;

function firstMissing(check: Check, environment: NodeJS.ProcessEnv): string | undefined {
  const missing = check.secrets.map((ref) => readSecret(ref, environment)).find((read) => !read.ok);
  return missing && !missing.ok ? `not configured: ${missing.detail}` : undefined;
}

export function createService(options: ServiceOptions): Service {
  const { clock, log, environment, version } = options;
  const providers = new Map<string, Provider>();
  const metrics = createMetrics(version);
  const store = createStore(clock);
  const slots = createSlots(1);
  let stopping = false;
  const prober = createProbe({
    clock,
    providers,
    memory: createMemory(clock),
    readSecret: (ref) => readSecret(ref, environment),
  });
  const cycle = createCycle({
    clock,
    random: Math.random,
    probe: prober.probe,
    lacks: (check) => (check.optional ? firstMissing(check, environment) : undefined),
    store,
    metrics,
    log,
  });
  const standings = createStandings({ clock, store, metrics });
  const schedule = createSchedule({
    clock,
    slots,
    random: Math.random,
    async run(check) {
      const next = await cycle.run(check);
      standings.look(check);
      return next;
    },
    onStart: metrics.lateness,
  });
  const receiver = createReceiver({
    clock,
    readSecret: (ref) => readSecret(ref, environment),
    count: metrics.delivery,
    log,
  });
  /** As the stages know them, by id. */
  const live = new Map<string, Integration>();
  let catalog: Catalog | undefined;

  /** Touches only what changed, and lets probes have their turn on the way. */
  async function apply(next: Catalog): Promise<void> {
    const changes = changesBetween(live, next.integrations);
    const fresh = changes.flatMap(({ checks }) => checks.flatMap(({ after }) => after ?? []));
    for (const id of new Set(fresh.map(({ provider }) => provider)))
      if (!providers.has(id)) providers.set(id, await options.loadProvider(id));
    await metrics.useThresholds(next.thresholds);
    slots.limit = next.concurrency;
    await inPieces(changes, replace);
    // Once all is there: the first probes of many would hold up the start.
    await inPieces(
      changes.flatMap(({ checks }) => checks),
      (check) => schedule.replace(check, fresh.length),
    );
    metrics.describe(next);
    catalog = next;
  }

  async function inPieces<Item>(items: readonly Item[], each: (item: Item) => void): Promise<void> {
    for (const [index, item] of items.entries()) {
      if (index % AT_ONCE === 0) await setImmediate();
      if (stopping) return;
      each(item);
    }
  }

  /** At once in every stage; those that look into others come after them. */
  function replace(change: IntegrationChange): void {
    const { before, after, checks } = change;
    metrics.replace(change);
    for (const check of checks) {
      store.replace(check);
      cycle.replace(check);
    }
    standings.replace(change);
    receiver.replace(change);
    if (after) live.set(after.id, after);
    else if (before) live.delete(before.id);
  }

  const reload = oneAtATime(async (): ReturnType<Site["reload"]> => {
    const file = options.configFile;
    const loaded = await options.load();
    metrics.loaded(loaded.ok, clock.now());
    if (!loaded.ok) {
      log.error({ file, errors: loaded.errors }, "catalog refused");
      return { ok: false, message: formatErrors(file, loaded.errors) };
    }
    await apply(loaded.catalog);
    const { integrations } = loaded.catalog;
    const checks = integrations.reduce((sum, one) => sum + one.checks.length, 0);
    log.info({ file, integrations: integrations.length, checks }, "catalog loaded");
    return { ok: true };
  });

  function overview(): OverviewRow[] {
    standings.catchUp();
    // The file's order; of what a reload is about to change, what it is by now.
    const shown = (catalog?.integrations ?? []).flatMap(({ id }) => live.get(id) ?? []);
    return shown.map((integration) => ({
      integration,
      status: store.standing(integration).status,
      maintenance: standings.maintenance(integration),
      checks: integration.checks.map((check) => ({ check, state: store.state(check) })),
    }));
  }

  return {
    version,
    metricsPath: options.metricsPath,
    clock,
    ready: () => catalog !== undefined && !stopping,
    overview,
    async metrics(format) {
      standings.catchUp();
      metrics.load(slots);
      for (const entry of catalog?.secrets ?? []) metrics.secret(entry, inspectSecret(entry, environment));
      return metrics.render(format);
    },
    reload,
    async probe({ integration, check: id }, { timeoutSeconds, signal, debug }) {
      const checks =
        live.get(integration)?.checks.filter((check) => id === undefined || check.id === id) ?? [];
      if (checks.length === 0) return undefined;
      const probes = await Promise.all(
        checks.map(async (check) => {
          const trace: TraceEntry[] = [];
          const onTrace = (entry: TraceEntry) => trace.push(entry);
          const result = await cycle.once(check, timeoutSeconds, (secondsLeft) =>
            prober.probe(check, { signal, timeoutSeconds: secondsLeft, ...(debug && { onTrace }) }),
          );
          return { check, result, trace };
        }),
      );
      const trace = probes.map((one) => `# ${checkKey(one.check)}\n${formatTrace(one.trace)}`).join("\n\n");
      return { metrics: renderProbes(probes), trace };
    },
    deliver: receiver.receive,
    async runbooks() {
      const files = await readdir(options.runbooks).catch(() => []);
      return files.filter((file) => file.endsWith(".md")).map((file) => file.slice(0, -3));
    },
    runbook: (alert) => readFile(join(options.runbooks, `${alert}.md`), "utf8").catch(() => undefined),
    async stop() {
      stopping = true;
      schedule.stop();
      const ended = cycle.stop();
      prober.close();
      await ended;
    },
  };
}
