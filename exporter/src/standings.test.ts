import { expect, test } from "@jest/globals";
import { exposed } from "../test/exposed.ts";
import { reloaded } from "../test/reloaded.ts";
import { catalog, check, integration, success } from "../test/samples.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { createStandings } from "./standings.ts";
import { createStore } from "./status/store.ts";

/** An integration that was probed once, at 1000 s, with a maintenance window from 1100 to 1200. */
async function probed() {
  let now = 1000;
  const clock = { now: () => now, monotonic: () => now, after: () => () => {} };
  const one = check();
  const shop = integration({ checks: [one], maintenance: [{ from: 1100, to: 1200 }] });
  const store = createStore(clock);
  const metrics = createMetrics("0");
  const standings = createStandings({ clock, store, metrics });
  await reloaded(metrics, catalog(shop));
  store.replace({ after: one });
  standings.replace({ after: shop });
  const shown = async () => {
    const states = (await exposed(metrics)).matchAll(/^integration_(\w+)\{.*status="(\w+)"\} 1$/gm);
    return Object.fromEntries([...states].map(([, name, status]) => [name, status]));
  };
  const value = async (name: string) => {
    const lines = (await exposed(metrics)).split("\n");
    return lines
      .find((line) => line.startsWith(`${name}{`))
      ?.split(" ")
      .at(-1);
  };
  return {
    shown,
    probe() {
      store.record(one, success({ startedAt: now }), { consecutiveFailures: 0, intervalSeconds: 60 });
      standings.look(one);
    },
    scrapeAt(instant: number) {
      now = instant;
      standings.catchUp();
    },
    maintained: async () => [
      await value("integration_maintenance"),
      await value("integration_maintenance_end_timestamp_seconds"),
      standings.maintenance(shop).lasts,
    ],
  };
}

test("a status is shown from the first scrape, and anew after each probe", async () => {
  const { shown, probe } = await probed();
  expect(await shown()).toEqual({ check_status: "unknown", status: "unknown" });
  probe();
  expect(await shown()).toEqual({ check_status: "healthy", status: "healthy" });
});

test("a check that is probed no more becomes unknown when its time is over, and not before", async () => {
  const { shown, probe, scrapeAt } = await probed();
  probe();
  scrapeAt(1300);
  expect(await shown()).toEqual({ check_status: "healthy", status: "healthy" });
  scrapeAt(1300.1);
  expect(await shown()).toEqual({ check_status: "unknown", status: "unknown" });
});

test("maintenance is shown while it lasts, whether anything is probed or not", async () => {
  const { maintained, scrapeAt } = await probed();
  const seen: unknown[] = [];
  for (const instant of [1099, 1100, 1199, 1200]) {
    scrapeAt(instant);
    seen.push(await maintained());
  }
  const none = ["0", "NaN", false];
  const lasting = ["1", "1200", true];
  expect(seen).toEqual([none, lasting, lasting, none]);
});
