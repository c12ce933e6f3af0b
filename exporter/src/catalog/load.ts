/** From the catalog's file to the contract's Catalog, or to everything that is wrong with it. */
import { dirname, resolve } from "node:path";
import type { Catalog, Provider, SecretRef } from "../contract.ts";
import { buildCatalog } from "./build.ts";
import type { Source } from "./document.ts";
import type { CatalogError } from "./errors.ts";
import { faultsOf, words } from "./messages.ts";
import { passwordFaults } from "./passwords.ts";
import { type Path, pathText, valueAt } from "./path.ts";
import { secretsIn } from "./places.ts";
import { parsePlain } from "./plain.ts";
import { relationFaults } from "./rules.ts";
import { type CatalogFile, catalogSchema } from "./schema.ts";
import { readSecret } from "./secrets.ts";
import type { Fault } from "./survey.ts";
import { readText } from "./text.ts";

export interface LoadOptions {
  providers: ReadonlyMap<string, Provider>;
  environment: NodeJS.ProcessEnv;
}
export type LoadResult = { ok: true; catalog: Catalog } | { ok: false; errors: CatalogError[] };

/** Never throws for what the file says. References to files are relative to the catalog, and absolute in the result. */
export async function loadCatalog(file: string, options: LoadOptions): Promise<LoadResult> {
  const text = await readText(file);
  if (!text.ok) return { ok: false, errors: [{ path: "", message: text.message }] };
  const folder = dirname(resolve(file));
  const { catalog } = judge(parsePlain(text.value), options, folder);
  if (catalog) return { ok: true, catalog };
  // Something is wrong. The parser that knows the place of each word takes six times as long, for which nobody
  // should wait whose catalog is good.
  const { parseDocument } = await import("./document.ts");
  const source = parseDocument(text.value);
  const judged = judge(source.value, options, folder);
  const faults = [...source.faults, ...judged.faults];
  if (faults.length === 0 && judged.catalog) return { ok: true, catalog: judged.catalog };
  return { ok: false, errors: inOrder(faults, source) };
}

/** Everything that is wrong with plain data, or the catalog that it is. */
function judge(
  value: unknown,
  { providers, environment }: LoadOptions,
  folder: string,
): { faults: Fault[]; catalog?: Catalog } {
  if (value === undefined) return { faults: [] };
  const schema = catalogSchema(providers);
  const missing: Fault[] = [];
  for (const { path, ref } of [...secretsIn(schema, value)]) {
    const absolute: SecretRef = "file" in ref ? { file: resolve(folder, ref.file) } : ref;
    Object.assign(valueAt(value, path) as object, absolute);
    const secret = readSecret(absolute, environment);
    if (!secret.ok && !mayBeMissing(value, path))
      missing.push({ path, message: `secret is missing: ${secret.detail}` });
  }
  const parsed = schema.safeParse(value, { error: words, reportInput: true });
  // One more than is told, so that it is known that there are more.
  const issues = parsed.error?.issues.slice(0, MOST_ERRORS + 1) ?? [];
  const inSchema = issues.flatMap((issue) => faultsOf(issue, schema, value));
  // Each of a million wrong entries would be looked at a second time, for errors that nobody is told.
  const inRelations = issues.length > MOST_ERRORS ? [] : relationFaults(value);
  const faults = [...passwordFaults(value), ...inSchema, ...inRelations, ...missing];
  if (faults.length > 0 || !parsed.success) return { faults };
  return { faults, catalog: buildCatalog(parsed.data as unknown as CatalogFile, providers) };
}

/** Whether the secret at `path` is merely listed in the inventory, or belongs to a check that may lack it. */
const mayBeMissing = (value: unknown, path: Path): boolean =>
  path[0] === "secrets" || valueAt(value, [...path.slice(0, CHECK_DEPTH), "optional"]) === true;

/** `integrations`, index, `checks`, index. */
const CHECK_DEPTH = 4;

/** What a person reads before mending the first of them; a million more would fill memory and log. */
const MOST_ERRORS = 1000;

/** As they stand in the file, one for a place: the first to be found there is the plainest. */
function inOrder(faults: readonly Fault[], source: Source): CatalogError[] {
  const errors = new Map<string, CatalogError & { line: number; column: number }>();
  for (const fault of faults) {
    const path = pathText(fault.path);
    const key = path || `${fault.offset}`;
    if (!errors.has(key)) errors.set(key, { path, ...source.locate(fault), message: fault.message });
  }
  const all = [...errors.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  if (all.length <= MOST_ERRORS) return all;
  return [...all.slice(0, MOST_ERRORS), { path: "", message: `has more errors than these ${MOST_ERRORS}` }];
}
