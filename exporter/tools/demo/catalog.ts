import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { type Path, valueAt } from "../../src/catalog/path.ts";
import { secretsIn } from "../../src/catalog/places.ts";
import { catalogSchema } from "../../src/catalog/schema.ts";
import type { SecretRef } from "../../src/contract.ts";
import type { StandIns } from "./check.ts";
import { nameOf, writeDummies } from "./dummies.ts";
import { nameOfCheck, rewrite, type Template } from "./rewrite.ts";
import { type Target, targetsOf } from "./targets.ts";

export const readTemplate = async (file: string): Promise<Template> => parse(await readFile(file, "utf8"));

export interface Written {
  catalog: string;
  leftOut: string[];
  /** What a story can be about. */
  targets: Target[];
  stop(): Promise<void>;
}

/** A copy of `template` that fits what runs, with its secrets, in a folder of its own, which `stop` removes. */
export async function writeCatalog(template: Template, stand: StandIns, links: object): Promise<Written> {
  const { catalog, leftOut, upstreams } = rewrite(template, stand, links);
  const folder = await mkdtemp(join(tmpdir(), "integration-demo-"));
  const named = [...secretsIn(catalogSchema(stand.providers), catalog)];
  const needed = named.filter(({ path }) => isNeeded(catalog, path));
  const dummies = await writeDummies(
    join(folder, "secrets"),
    new Map(needed.map(({ path, ref }) => [nameOf(ref), keyOf(catalog, path)])),
    stand.postgres?.password,
  );
  // A reference may stand in several places by a YAML alias: each is replaced once.
  for (const { path, ref } of named) put(catalog, path, dummies.get(nameOf(ref)) ?? ref);
  const inChecks = named.filter(({ path }) => path[0] === "integrations");
  const withSecret = new Set(inChecks.map(({ path }) => checkAt(catalog, path)));
  const missing = inChecks.filter(({ ref }) => !dummies.has(nameOf(ref)));
  const notConfigured = new Set(missing.map(({ path }) => checkAt(catalog, path)));
  const file = join(folder, "integrations.yaml");
  await writeFile(file, stringify(catalog));
  return {
    catalog: file,
    leftOut,
    targets: targetsOf(catalog, {
      hasSecret: (check) => withSecret.has(check),
      upstreamOf: (integration, check) =>
        notConfigured.has(check) ? undefined : upstreams.get(nameOfCheck(integration, check)),
    }),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

const checkAt = (catalog: Template, path: Path) => valueAt(catalog, path.slice(0, 4));

/** Optional ones stay away, so that it is seen how that is told. */
const isNeeded = (catalog: Template, path: Path): boolean =>
  path[0] === "secrets"
    ? valueAt(catalog, [path[0], path[1] ?? "", "required"]) !== false
    : valueAt(checkAt(catalog, path), ["optional"]) !== true;

function keyOf(catalog: Template, path: Path): string {
  const key = String(path.at(-1));
  return valueAt(checkAt(catalog, path), ["provider"]) === "postgres" ? `postgres.${key}` : key;
}

function put(catalog: Template, path: Path, ref: SecretRef): void {
  const parent = valueAt(catalog, path.slice(0, -1)) as Record<PropertyKey, SecretRef>;
  parent[path.at(-1) as PropertyKey] = ref;
}
