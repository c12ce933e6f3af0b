/** What the schema says about a place in the catalog: which keys it has, and whether a secret may stand there. */
import { z } from "zod";
import { type SecretRef, secret } from "../contract.ts";
import type { Path } from "./path.ts";

type Schema = z.core.$ZodType;

const definition = (schema: Schema) => (schema as z.core.$ZodTypes)._zod.def;
// A description makes a new schema around the same definition.
const SECRET = definition(secret());
export const isSecret = (schema: Schema) => definition(schema) === SECRET;

/** The schemas that a value at this place may follow, wrappers and unions taken apart; of checks, the provider's. */
function plain(schema: Schema, value?: unknown): Schema[] {
  const def = definition(schema);
  if (isSecret(schema)) return [schema];
  if ("innerType" in def) return plain(def.innerType as Schema, value);
  if (def.type === "pipe") return plain(def.in, value);
  if (def.type !== "union") return [schema];
  return optionsOf(schema as z.core.$ZodUnion, value).flatMap((option) => plain(option, value));
}

/** Those that a value may follow; only one where a key of it tells which. */
function optionsOf(union: z.core.$ZodUnion, value: unknown): readonly Schema[] {
  const { discriminator: key, options } = union._zod.def as z.core.$ZodDiscriminatedUnionDef;
  const named = (value as Record<string, z.core.util.Primitive> | null | undefined)?.[key];
  if (named === undefined) return options;
  const option = z.getDiscriminatedOption(union as z.core.$ZodDiscriminatedUnion, named as never);
  return option ? [option] : [];
}

function below(schema: Schema, key: PropertyKey): Schema[] {
  const def = definition(schema);
  if (def.type === "array") return [def.element];
  if (def.type === "record") return [def.valueType];
  return def.type === "object" && Object.hasOwn(def.shape, key) ? [def.shape[String(key)] as Schema] : [];
}

/** The schemas for what stands at `path` of `value`. */
export function schemasAt(root: Schema, value: unknown, path: Path): Schema[] {
  const [key, ...rest] = path;
  const here = plain(root, value);
  if (key === undefined) return here;
  const next = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return here.flatMap((schema) => below(schema, key)).flatMap((schema) => schemasAt(schema, next, rest));
}

/** The keys that a mapping at `path` may have. */
export const keysAt = (root: Schema, value: unknown, path: Path): string[] =>
  schemasAt(root, value, path)
    .map(definition)
    .flatMap((def) => (def.type === "object" ? Object.keys(def.shape) : []));

/** Whether what follows this schema may be a secret or hold one, and so must not be shown. */
export function mayHoldSecret(schema: Schema, seen = new Set<Schema>()): boolean {
  if (isSecret(schema)) return true;
  if (seen.has(schema)) return false;
  seen.add(schema);
  const parts = plain(schema).flatMap((each) => {
    const def = definition(each);
    if (def.type === "object") return Object.values(def.shape);
    return each === schema ? below(each, 0) : [each];
  });
  return parts.some((part) => mayHoldSecret(part, seen));
}

/** Every reference to a secret in `value`, whether or not the rest of it is right. */
export function* secretsIn(
  root: Schema,
  value: unknown,
  path: Path = [],
): Generator<{ path: Path; ref: SecretRef }> {
  if (typeof value !== "object" || value === null) return;
  const schemas = plain(root, value);
  const found = schemas.some(isSecret) ? secret().safeParse(value) : undefined;
  if (found?.success) return yield { path, ref: found.data };
  const entries: [PropertyKey, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  for (const [key, inside] of entries) {
    if (typeof inside !== "object") continue;
    for (const schema of schemas.flatMap((each) => below(each, key))) {
      yield* secretsIn(schema, inside, [...path, key]);
    }
  }
}
