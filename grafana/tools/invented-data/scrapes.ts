/** The exporter's own stages, run through days of probes in seconds: what it would have exposed, scrape by scrape. */
import { mock } from "node:test";
import { pino } from "pino";
import { inspectSecret } from "../../../exporter/src/catalog/secrets.ts";
import type { Catalog, Check, Clock, Instant } from "../../../exporter/src/contract.ts";
import { createCycle } from "../../../exporter/src/cycle.ts";
import { createMetrics, type Metrics } from "../../../exporter/src/metrics/metrics.ts";
import { createStandings } from "../../../exporter/src/standings.ts";
import { createStore } from "../../../exporter/src/status/store.ts";
import { exposed } from "../../../exporter/test/exposed.ts";
import { reloaded } from "../../../exporter/test/reloaded.ts";
import { createAlerts } from "./alerts.ts";
import { chance } from "./chance.ts";
import { ENVIRONMENT } from "./fleet.ts";
import { serverSamples } from "./servers.ts";
import { createStory } from "./story.ts";

export interface Scrape {
  at: Instant;
  /** Samples as the exporter exposes them. */
  exposed: string[];
  /** Samples of Prometheus and Alertmanager, with all their labels. */
  own: string[];
}

/** No timers: the loop below says when a check is due. */
const clock: Clock = {
  now: () => Date.now() / 1000,
  monotonic: () => Date.now() / 1000,
  after: () => () => {},
};

/** `Date` is set to the moment of each probe meanwhile: the breaker's library asks it. */
export async function* scrapes(catalog: Catalog, times: readonly Instant[]): AsyncGenerator<Scrape> {
  const [start = 0, end = start] = [times[0], times.at(-1)];
  mock.timers.enable({ apis: ["Date"], now: start * 1000 });
  const exporter = await startExporter(catalog, end);
  try {
    for (const at of times) {
      await exporter.runUntil(at);
      mock.timers.setTime(at * 1000);
      yield { at, ...(await exporter.scrape()) };
    }
  } finally {
    mock.timers.reset();
  }
}

/** The stages as the service joins them, with the story in place of the network. */
async function joinStages(catalog: Catalog, checks: Check[], end: Instant) {
  const metrics = createMetrics("1.0.0");
  const store = createStore(clock);
  const story = createStory(end);
  const cycle = createCycle({
    clock,
    random: () => chance(clock.now()),
    probe: async (check) => story(check),
    lacks: ({ optional }) => (optional ? "its secret" : undefined),
    store,
    metrics,
    log: pino({ enabled: false }),
  });
  const standings = createStandings({ clock, store, metrics });
  await reloaded(metrics, catalog);
  metrics.loaded(true, clock.now());
  for (const after of checks) {
    store.replace({ after });
    cycle.replace({ after });
  }
  for (const after of catalog.integrations) standings.replace({ after });
  return { metrics, store, cycle, standings };
}

async function startExporter(catalog: Catalog, end: Instant) {
  const checks = catalog.integrations.flatMap((one) => one.checks);
  const { metrics, store, cycle, standings } = await joinStages(catalog, checks, end);
  const alerts = createAlerts(catalog, store);
  const start = clock.now();
  const due = new Map(checks.map((check) => [check, start + 60 * chance(check.integration)]));

  const overdue = (at: Instant) =>
    [...due].filter(([, when]) => when <= at).sort(([, one], [, other]) => one - other);

  async function run(check: Check, at: Instant): Promise<void> {
    mock.timers.setTime(at * 1000);
    metrics.lateness(0.2 * chance(at, check.integration) ** 8);
    const { intervalSeconds, waitSeconds } = await cycle.run(check);
    standings.look(check);
    due.set(check, at + Math.max(intervalSeconds, waitSeconds, 1));
  }

  return {
    async runUntil(at: Instant): Promise<void> {
      for (let next = overdue(at); next.length > 0; next = overdue(at))
        for (const [check, when] of next) await run(check, when);
    },
    async scrape() {
      standings.catchUp();
      call(catalog, metrics);
      for (const entry of catalog.secrets) metrics.secret(entry, inspectSecret(entry, ENVIRONMENT));
      metrics.load({ running: Math.round(4 * chance(clock.now())), waiting: 0 });
      const text = (await exposed(metrics)).replace(/\n(process_start_time_seconds) .*/, `\n$1 ${start}`);
      const now = clock.now();
      return {
        exposed: text.split("\n").filter((line) => /^[^#]/.test(line)),
        own: [...alerts(now), ...serverSamples(now, start)],
      };
    },
  };
}

/** What the vendors' webhooks brought since the scrape before: up to half a dozen calls each, few of them forged. */
function call({ integrations }: Catalog, metrics: Metrics): void {
  for (const webhook of integrations.flatMap(({ webhooks }) => webhooks)) {
    const draw = (what: string) => chance(webhook.integration, clock.now(), what);
    for (let calls = 6 * draw("calls"); calls > 1; calls--)
      metrics.delivery(webhook, draw(`${calls}`) < 0.03 ? "bad_signature" : "verified");
  }
}
