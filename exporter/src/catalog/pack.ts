/** How a catalog crosses from the process that reads it to the one that probes: as lines of text. */
import { hash } from "node:crypto";
import type { Catalog } from "../contract.ts";
import type { LoadResult } from "./load.ts";

/** What a line begins with; a line of anything else is not of the catalog. */
export const INTEGRATION = "+";
export const REST = "=";

/** All but the integrations. */
export type Head = Omit<Catalog, "integrations">;
export type Rest = { ok: true; head: Head } | Extract<LoadResult, { ok: false }>;

/**
 * `+ID DIGEST JSON` for each integration, its team included, the digest the same for the same JSON; and at last, when all
 * is there, `=JSON` of the rest.
 */
export function* pack(result: LoadResult): Generator<string> {
  if (!result.ok) return yield `${REST}${JSON.stringify(result)}\n`;
  const { integrations, ...head } = result.catalog;
  for (const integration of integrations) {
    const text = JSON.stringify(integration);
    yield `${INTEGRATION}${integration.id} ${hash("sha256", text)} ${text}\n`;
  }
  yield `${REST}${JSON.stringify({ ok: true, head })}\n`;
}
