/** How a catalog crosses from the process that reads it to the one that probes: as text, an integration at a time. */
import { hash } from "node:crypto";
import type { Catalog } from "../contract.ts";
import type { CatalogError } from "./errors.ts";
import { type LoadOptions, loadCatalog } from "./load.ts";

export interface Packed {
  /** All but the integrations. */
  head: Omit<Catalog, "integrations">;
  integrations: readonly PackedIntegration[];
}

export interface PackedIntegration {
  id: string;
  /** The same for the same text, and short enough to be remembered. */
  digest: string;
  /** JSON, its team included. */
  text: string;
}

export type PackedResult = { ok: true; packed: Packed } | { ok: false; errors: CatalogError[] };

/** A message of the reader: some of the integrations, or all the rest, which is the last. */
export type Part =
  | readonly PackedIntegration[]
  | { ok: true; head: Packed["head"] }
  | { ok: false; errors: CatalogError[] };

/** Integrations in a message: it is unpacked without a pause. */
const AT_ONCE = 200;

/** What is sent, in its order. */
export function* partsOf(result: PackedResult): Generator<Part> {
  if (!result.ok) return yield result;
  const { head, integrations } = result.packed;
  for (let first = 0; first < integrations.length; first += AT_ONCE) {
    yield integrations.slice(first, first + AT_ONCE);
  }
  yield { ok: true, head };
}

/** As `loadCatalog`, in the form that `createUnpacker` takes. */
export async function loadPacked(file: string, options: LoadOptions): Promise<PackedResult> {
  const loaded = await loadCatalog(file, options);
  return loaded.ok ? { ok: true, packed: pack(loaded.catalog) } : loaded;
}

export const pack = ({ integrations, ...head }: Catalog): Packed => ({
  head,
  integrations: integrations.map((integration) => {
    const text = JSON.stringify(integration);
    return { id: integration.id, digest: hash("sha256", text), text };
  }),
});
