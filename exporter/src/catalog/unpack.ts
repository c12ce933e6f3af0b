import { setImmediate } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Catalog, Integration, Team } from "../contract.ts";
import type { Packed } from "./pack.ts";

/** Integrations between two turns of the event loop: a millisecond or two of them when all are new. */
const AT_ONCE = 100;

/**
 * Makes a catalog of each packed one, in small pieces of work: probes are under way meanwhile. Every integration and
 * every check that did not change is the very object of the catalog before: the stages after this one keep what they
 * know of it by its identity, so a reload touches only what changed.
 */
export function createUnpacker(): (packed: Packed) => Promise<Catalog> {
  let known = new Map<string, { digest: string; integration: Integration }>();

  return async ({ head, integrations }) => {
    const next: typeof known = new Map();
    const teams = new Map<string, Team>();
    for (const [index, { id, digest, text }] of integrations.entries()) {
      if (index % AT_ONCE === 0) await setImmediate();
      const before = known.get(id);
      const integration =
        before?.digest === digest
          ? before.integration
          : renewed(JSON.parse(text), before?.integration, teams);
      teams.set(integration.team.id, integration.team);
      next.set(id, { digest, integration });
    }
    known = next;
    return { ...head, integrations: [...next.values()].map(({ integration }) => integration) };
  };
}

/** `fresh` with the checks of `before` that are as they were, and the one object of its team. */
function renewed(
  fresh: Integration,
  before: Integration | undefined,
  teams: ReadonlyMap<string, Team>,
): Integration {
  const checks = new Map(before?.checks.map((check) => [check.id, check]));
  return {
    ...fresh,
    team: teams.get(fresh.team.id) ?? fresh.team,
    checks: fresh.checks.map((check) => {
      const known = checks.get(check.id);
      return known && isDeepStrictEqual(known, check) ? known : check;
    }),
  };
}
