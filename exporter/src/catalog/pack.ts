/** How a catalog crosses from the process that reads it to the one that probes: as lines of text. */
import { hash } from "node:crypto";
import type { Catalog, Integration } from "../contract.ts";
import type { LoadResult } from "./load.ts";

/** What a line begins with; a line of anything else is not of the catalog. */
export const INTEGRATION = "+";
export const REST = "=";

/** All but the integrations. */
export type Head = Omit<Catalog, "integrations">;
export type Rest = { ok: true; head: Head } | Extract<LoadResult, { ok: false }>;

/** Lines in a piece: each is written and read at once, and to do so costs more than what is in a line. */
const AT_ONCE = 100;

/**
 * In pieces of many lines: `+ID DIGEST JSON` for each integration, its team included, the digest the same for the same
 * JSON; and at last, when all is there, `=JSON` of the rest.
 */
export function* pack(result: LoadResult): Generator<string> {
  if (!result.ok) return yield `${REST}${JSON.stringify(result)}\n`;
  const { integrations, ...head } = result.catalog;
  for (let first = 0; first < integrations.length; first += AT_ONCE) {
    yield integrations
      .slice(first, first + AT_ONCE)
      .map(lineOf)
      .join("");
  }
  yield `${REST}${JSON.stringify({ ok: true, head })}\n`;
}

function lineOf(integration: Integration): string {
  const text = JSON.stringify(integration);
  return `${INTEGRATION}${integration.id} ${hash("sha256", text)} ${text}\n`;
}
