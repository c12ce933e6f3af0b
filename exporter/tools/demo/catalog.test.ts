import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { loadCatalog } from "../../src/catalog/load.ts";
import { systemClock } from "../../src/clock.ts";
import { loadProviders } from "../../src/providers/index.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { move, writeCatalog } from "./catalog.ts";
import { STORY } from "./story.ts";

const DEMO = join(import.meta.dirname, "../../examples/demo.yaml");

test("ports that moved are replaced wherever they stand alone, and nothing else is", () => {
  const moves = new Map([[9090, 40000]]);
  expect(move("url: http://127.0.0.1:9090/-/ready\nport: 9090 # not 90901, not 19090", moves)).toBe(
    "url: http://127.0.0.1:40000/-/ready\nport: 40000 # not 90901, not 19090",
  );
});

test("the copy is the catalog with the ports in use, and goes with its folder", async () => {
  const { catalog, stop } = await writeCatalog(DEMO, { moves: new Map([[21201, 40001]]), dashboards: true });
  expect(await readFile(catalog, "utf8")).toBe((await readFile(DEMO, "utf8")).replaceAll("21201", "40001"));
  await stop();
  expect(existsSync(catalog)).toBe(false);
});

test("without a Grafana, the copy has no link to dashboards", async () => {
  expect(await readFile(DEMO, "utf8")).toContain("dashboards:");
  const { catalog, stop } = await writeCatalog(DEMO, { moves: new Map(), dashboards: false });
  expect(await readFile(catalog, "utf8")).not.toContain("dashboards:");
  await stop();
});

test("the demo's catalog is accepted, and needs no secret", async () => {
  expect(await loadCatalog(DEMO, { providers: await loadProviders(), environment: {} })).toMatchObject({
    ok: true,
  });
});

test("the demo's catalog watches every simulated third party, and the story is about them", async () => {
  const simulator = await startSimulator({ clock: systemClock });
  await simulator.stop();
  const text = await readFile(DEMO, "utf8");
  for (const { usualUrl } of Object.values(simulator.upstreams)) expect(text).toContain(`url: ${usualUrl}/`);
  for (const { upstream } of STORY) expect(Object.keys(simulator.upstreams)).toContain(upstream);
});
