/** Nothing of an example catalog may look ill before the story begins: each check is probed once on the simulator. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { loadCatalog } from "../../src/catalog/load.ts";
import { readSecret } from "../../src/catalog/secrets.ts";
import { systemClock } from "../../src/clock.ts";
import { createMemory } from "../../src/probe/memory.ts";
import { createProbe } from "../../src/probe/probe.ts";
import { loadProviders } from "../../src/providers/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { readTemplate, writeCatalog } from "./catalog.ts";
import { CATALOGS, EXAMPLES } from "./start.ts";

/** Real servers and processes of their own: held by the tests of their providers. */
const NOT_SIMULATED = new Set(["redis", "postgres", "mcp", "tcp"]);

const providers = await loadProviders();
const nowhere = { host: "127.0.0.1", port: 9, stop: async () => {} };
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ clock: systemClock });
});
afterAll(() => simulator.stop());

async function probeAll(name: string): Promise<Record<string, string>> {
  const written = await writeCatalog(
    await readTemplate(join(EXAMPLES, `${name}.yaml`)),
    {
      upstreams: Object.fromEntries(Object.entries(simulator.upstreams).map(([id, { url }]) => [id, url])),
      redis: nowhere,
      postgres: { ...nowhere, user: "postgres", password: "known", database: "postgres" },
      docs: join(import.meta.dirname, "../../../prometheus/runbooks"),
      moves: new Map([[9090, Number(new URL(simulator.upstreams.web?.url ?? "").port)]]),
      providers,
    },
    {},
  );
  const loaded = await loadCatalog(written.catalog, { providers, environment: {} });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  const { probe } = createProbe({
    clock: systemClock,
    providers,
    memory: createMemory(systemClock),
    readSecret: (ref) => readSecret(ref, {}),
  });
  const checks = loaded.catalog.integrations
    .flatMap((integration) => integration.checks)
    .filter(({ provider, optional }) => !NOT_SIMULATED.has(provider) && !optional);
  const results = await Promise.all(
    checks.map(async (check) => {
      const result = await probe(check);
      const ill = result.outcome === "failure" ? result.detail : result.observations.degraded;
      return [`${check.integration}/${check.id}`, ill ?? "healthy"] as const;
    }),
  );
  await written.stop();
  return Object.fromEntries(results);
}

describe.each(CATALOGS)("every check of %s", (name) => {
  test("is healthy while the simulator is", async () => {
    const results = Object.entries(await probeAll(name));
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(([, result]) => result !== "healthy")).toEqual([]);
  });
});
