import { setImmediate } from "node:timers/promises";
import type { Integration, Team } from "../contract.ts";
import type { LoadResult } from "./load.ts";
import { INTEGRATION, REST, type Rest } from "./pack.ts";
import { sharing } from "./sharing.ts";

/** Integrations between two turns of the event loop: a millisecond or two of them when all are new. */
const AT_ONCE = 100;
const SPACE = 0x20;

export interface Arrival {
  /** @returns whether the line is of a catalog */
  take(line: Buffer): boolean;
  /** What arrived; undefined where its last line did not. Made in small pieces of work: probes are under way meanwhile. */
  result(): Promise<LoadResult | undefined>;
}

interface Known {
  digest: string;
  integration: Integration;
}

interface Arrived {
  id: string;
  digest: string;
  text: string;
}

/**
 * Makes a catalog of each that arrives. Every integration and every check that did not change is the very object of the
 * catalog before: the stages after this one keep what they know of it by its identity, so a reload touches only what
 * changed. Of what did not change, no text is made either: that of thousands would keep V8's collector from its end.
 */
export function createUnpacker(): () => Arrival {
  let known = new Map<string, Known>();

  async function unpack(lines: readonly (Known | Arrived)[]): Promise<Integration[]> {
    const next: typeof known = new Map();
    const teams = new Map<string, Team>();
    let neighbour: Integration | undefined;
    for (const [index, line] of lines.entries()) {
      if (index % AT_ONCE === 0) await setImmediate();
      const one = "integration" in line ? line : renewed(line, neighbour, teams);
      neighbour = one.integration;
      teams.set(neighbour.team.id, neighbour.team);
      next.set(neighbour.id, one);
    }
    known = next;
    return [...next.values()].map(({ integration }) => integration);
  }

  function renewed(
    { id, digest, text }: Arrived,
    neighbour: Integration | undefined,
    teams: ReadonlyMap<string, Team>,
  ): Known {
    const { checks, ...fresh }: Integration = JSON.parse(text);
    /** Its former self, or else a neighbour. */
    const like = known.get(id)?.integration ?? neighbour;
    const checksBefore = new Map(like?.checks.map((check) => [check.id, check]));
    const integration = {
      ...sharing(fresh, like),
      team: teams.get(fresh.team.id) ?? fresh.team,
      checks: checks.map((check) => sharing(check, checksBefore.get(check.id))),
    };
    return { digest, integration };
  }

  return () => {
    const lines: (Known | Arrived)[] = [];
    let last: string | undefined;
    return {
      take(line) {
        const kind = line.toString("latin1", 0, 1);
        if (kind === INTEGRATION) lines.push(recognised(line, known));
        else if (kind === REST) last = line.toString("utf8", 1);
        else return false;
        return true;
      },
      async result() {
        const rest: Rest | undefined = last && JSON.parse(last);
        if (!rest?.ok) return rest;
        return { ok: true, catalog: { ...rest.head, integrations: await unpack(lines) } };
      },
    };
  };
}

function recognised(line: Buffer, known: ReadonlyMap<string, Known>): Known | Arrived {
  const afterId = line.indexOf(SPACE);
  const afterDigest = line.indexOf(SPACE, afterId + 1);
  const id = line.toString("utf8", 1, afterId);
  const digest = line.toString("latin1", afterId + 1, afterDigest);
  const before = known.get(id);
  return before?.digest === digest ? before : { id, digest, text: line.toString("utf8", afterDigest + 1) };
}
