import { describe, expect, test } from "@jest/globals";
import { catalog, check, integration, team } from "../../test/samples.ts";
import type { Catalog, Check, Integration } from "../contract.ts";
import { createCutter } from "./cutter.ts";
import { pack } from "./pack.ts";
import { createUnpacker } from "./unpack.ts";

/** Sends one catalog after the other. */
async function journey(...catalogs: Catalog[]): Promise<Catalog[]> {
  const arrival = createUnpacker();
  const arrived: Catalog[] = [];
  for (const catalog of catalogs) {
    const { take, result } = arrival();
    const cut = createCutter(take);
    for (const piece of pack({ ok: true, catalog })) cut(Buffer.from(piece));
    const one = await result();
    if (one?.ok) arrived.push(one.catalog);
  }
  return arrived;
}

const two = () => [check({ id: "one" }), check({ id: "two" })];

async function reloaded(before: Integration, after: Integration): Promise<[Integration, Integration]> {
  const [first, second] = await journey(catalog(before), catalog(after));
  return [first?.integrations[0] as Integration, second?.integrations[0] as Integration];
}

describe("a catalog on its way from process to process", () => {
  test("arrives as it was", async () => {
    const whole = catalog(integration({ checks: two() }), integration({ id: "bank" }));
    whole.secrets.push({ id: "key", ref: { env: "KEY" }, team: team(), required: true });
    expect(await journey(whole)).toEqual([whole]);
  });

  test("keeps the very object of an integration that did not change", async () => {
    const [before, after] = await reloaded(integration(), integration());
    expect(after).toBe(before);
  });

  test("keeps the checks of an integration that changed only beside them", async () => {
    const [before, after] = await reloaded(integration(), integration({ title: "The shop" }));
    expect(after).toMatchObject({ title: "The shop" });
    expect(after).not.toBe(before);
    expect(after.checks[0]).toBe(before.checks[0]);
  });

  test("makes one check of several new when it changed, and no other", async () => {
    const [, kept] = two() as [Check, Check];
    const [before, after] = await reloaded(
      integration({ checks: two() }),
      integration({ checks: [check({ id: "one", timeoutSeconds: 5 }), kept] }),
    );
    expect(after.checks[0]).toMatchObject({ timeoutSeconds: 5 });
    expect(after.checks[1]).toBe(before.checks[1]);
  });

  test("makes an integration new when its team changed", async () => {
    const [, after] = await reloaded(integration(), integration({ team: team({ channel: "#night" }) }));
    expect(after.team.channel).toBe("#night");
  });

  test("has one object for a team, however many integrations are its own", async () => {
    const [first, second] = await journey(
      catalog(integration({ id: "a" }), integration({ id: "b" })),
      catalog(integration({ id: "a" }), integration({ id: "b", title: "New" })),
    );
    for (const arrived of [first, second]) {
      expect(new Set(arrived?.integrations.map((one) => one.team)).size).toBe(1);
    }
  });

  test("has one object for what neighbours have in common", async () => {
    const neighbours = catalog(integration({ id: "a" }), integration({ id: "b" }));
    const [arrived] = (await journey(neighbours)) as [Catalog];
    const [a, b] = arrived.integrations.flatMap(({ checks }) => checks) as [Check, Check];
    expect(a).toMatchObject({ integration: "a" });
    expect(b).toMatchObject({ integration: "b" });
    expect(b.breaker).toBe(a.breaker);
  });

  test("lets other work through while a large one arrives", async () => {
    const large = catalog(...Array.from({ length: 1000 }, (_, index) => integration({ id: `i${index}` })));
    let turns = 0;
    const count = () => {
      turns++;
      immediate = setImmediate(count);
    };
    let immediate = setImmediate(count);
    await journey(large);
    clearImmediate(immediate);
    expect(turns).toBeGreaterThanOrEqual(9);
  });
});
