import { setImmediate } from "node:timers/promises";
import type { Catalog, Integration, Team } from "../contract.ts";
import type { Packed } from "./pack.ts";
import { sharing } from "./sharing.ts";

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
    let neighbour: Integration | undefined;
    for (const [index, { id, digest, text }] of integrations.entries()) {
      if (index % AT_ONCE === 0) await setImmediate();
      const before = known.get(id);
      const integration =
        before?.digest === digest
          ? before.integration
          : renewed(JSON.parse(text), before?.integration ?? neighbour, teams);
      neighbour = integration;
      teams.set(integration.team.id, integration.team);
      next.set(id, { digest, integration });
    }
    known = next;
    return { ...head, integrations: [...next.values()].map(({ integration }) => integration) };
  };
}

/** @param like its former self, or else a neighbour */
function renewed(
  { checks, ...fresh }: Integration,
  like: Integration | undefined,
  teams: ReadonlyMap<string, Team>,
): Integration {
  const known = new Map(like?.checks.map((check) => [check.id, check]));
  return {
    ...sharing(fresh, like),
    team: teams.get(fresh.team.id) ?? fresh.team,
    checks: checks.map((check) => sharing(check, known.get(check.id))),
  };
}
