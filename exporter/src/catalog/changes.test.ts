import { describe, expect, test } from "@jest/globals";
import { changes } from "../../test/reloaded.ts";
import { catalog, check, integration } from "../../test/samples.ts";

const [kept, old, gone] = ["kept", "old", "gone"].map((id) => check({ id })) as [
  ReturnType<typeof check>,
  ReturnType<typeof check>,
  ReturnType<typeof check>,
];
const stays = integration({ id: "stays" });
const shop = integration({ checks: [kept, old, gone] });
const leaves = integration({ id: "leaves" });

describe("from one catalog to the next", () => {
  test("all is new at first", () => {
    expect(changes(catalog(stays))).toEqual([{ after: stays, checks: [{ after: stays.checks[0] }] }]);
  });

  test("what is the same object is not touched", () => {
    expect(changes(catalog(stays, shop), catalog(stays, shop))).toEqual([]);
    expect(changes(catalog(shop, stays), catalog(stays, shop))).toEqual([]);
  });

  test("what changed is told with what it was, check by check, and what went without a successor", () => {
    const fresh = check({ id: "fresh" });
    const changed = check({ id: "old", timeoutSeconds: 5 });
    const after = integration({ checks: [kept, changed, fresh] });
    const comes = integration({ id: "comes" });
    expect(changes(catalog(stays, after, comes), catalog(stays, shop, leaves))).toEqual([
      { before: shop, after, checks: [{ before: old, after: changed }, { after: fresh }, { before: gone }] },
      { after: comes, checks: [{ after: comes.checks[0] }] },
      { before: leaves, checks: [{ before: leaves.checks[0] }] },
    ]);
  });
});
