import { expect, test } from "@jest/globals";
import { pino } from "pino";
import { exposed } from "../test/exposed.ts";
import { catalog, check, integration } from "../test/samples.ts";
import { systemClock } from "./clock.ts";
import type { Catalog, Provider } from "./contract.ts";
import { createService } from "./service.ts";

const COUNT = 500;

/** As many integrations, each with one check. */
const many = (timeoutSeconds: number): Catalog =>
  catalog(
    ...Array.from({ length: COUNT }, (_, index) => {
      const id = `service-${index}`;
      return integration({ id, checks: [check({ integration: id, timeoutSeconds })] });
    }),
  );

test("a reload of everything lets others have their turn, who see each integration once", async () => {
  let wanted = many(5);
  const service = createService({
    configFile: "catalog.yaml",
    load: async () => ({ ok: true, catalog: wanted }),
    metricsPath: "/metrics",
    runbooks: "",
    version: "0",
    loadProvider: async () => ({ probe: () => new Promise(() => {}) }) as unknown as Provider,
    environment: {},
    clock: systemClock,
    log: pino({ enabled: false }),
  });
  await service.reload();
  wanted = many(6);

  const replaced = () =>
    service.overview().filter(({ checks }) => checks[0]?.check.timeoutSeconds === 6).length;
  const seen: { replaced: number; told: string[] }[] = [];
  let over = false;
  async function look(): Promise<void> {
    while (!over) {
      const text = await exposed({ render: service.metrics });
      const infos = text.matchAll(/^integration_info\{integration="([^"]+)"/gm);
      seen.push({ replaced: replaced(), told: [...infos].map(([, id]) => id as string) });
      await new Promise(setImmediate);
    }
  }
  const looking = look();
  await service.reload();
  over = true;
  await looking;
  await service.stop();

  for (const { told } of seen) expect([told.length, new Set(told).size]).toEqual([COUNT, COUNT]);
  expect(new Set(seen.map((one) => one.replaced)).size).toBeGreaterThan(10);
  expect(replaced()).toBe(COUNT);
});
