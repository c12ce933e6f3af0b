import { isDeepStrictEqual } from "node:util";
import { type Catalog, checkKey } from "../contract.ts";

/**
 * `next`, in which every check that did not change is the very object of `previous`: the stages after this one keep
 * what they know of it by its identity, so a reload touches only what changed.
 */
export function carryOver(previous: Catalog | undefined, next: Catalog): Catalog {
  const known = new Map(
    previous?.integrations.flatMap((one) => one.checks.map((check) => [checkKey(check), check] as const)),
  );
  return {
    ...next,
    integrations: next.integrations.map((integration) => ({
      ...integration,
      checks: integration.checks.map((check) => {
        const before = known.get(checkKey(check));
        return before && isDeepStrictEqual(before, check) ? before : check;
      }),
    })),
  };
}
