/** What zod found, in the words of someone who edits the catalog. */
import type { z } from "zod";
import { nearest, show } from "../contract.ts";
import { type Path, valueAt } from "./path.ts";
import { isSecret, keysAt, mayHoldSecret, schemasAt } from "./places.ts";
import type { Fault } from "./survey.ts";

type Issue = z.core.$ZodIssue;

const KINDS: Record<string, string> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};
const FORMATS: Record<string, string> = { url: "a URL", email: "an e-mail address" };
const SECRET = "must name a secret as { file: path } or { env: NAME }, never a literal";

/** Words for what a schema has no words of its own for; given to zod as its `error`. */
export function words(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
    case "invalid_format":
      return `must be ${FORMATS[issue.format] ?? `in the form ${issue.pattern ?? issue.format}`}`;
    case "too_small":
      return bound(issue.origin, issue.inclusive ? "at least" : "above", issue.minimum);
    case "too_big":
      return bound(issue.origin, issue.inclusive ? "at most" : "below", issue.maximum);
    default:
      return undefined;
  }
}

function bound(origin: string, how: string, limit: number | bigint): string {
  if (origin === "string") return limit === 1 ? "must not be empty" : `must have ${how} ${limit} characters`;
  if (origin === "array") return `must have ${how} ${limit} ${limit === 1 ? "item" : "items"}`;
  return `must be ${how} ${limit}`;
}

/** The faults behind an issue: each with the path of what has to change, what was expected and what is there. */
export function faultsOf(issue: Issue, schema: z.core.$ZodType, value: unknown): Fault[] {
  const { path } = issue;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: unknownKey(key, keysAt(schema, value, path)),
      }));
    case "invalid_key":
      return [{ path, message: `key ${issue.issues.map(({ message }) => message).join(", ")}` }];
    case "invalid_union":
      return unionFaults(issue, schema, value);
    default:
      return [{ path, message: withFound(issue.message, path, schema, value) }];
  }
}

function unknownKey(key: string, known: string[]): string {
  // Known, but to another form of the mapping than the one that fits best.
  if (known.includes(key)) return "does not go with the other keys here";
  const meant = nearest(key, known);
  if (meant) return `unknown key; did you mean ${meant}?`;
  return `unknown key; known here: ${known.join(", ")}`;
}

/** The branch that fits best speaks; where none fits, what each of them wants. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, schema: z.core.$ZodType, value: unknown): Fault[] {
  const { path } = issue;
  const here = schemasAt(schema, value, path);
  if (here.length > 0 && here.every(isSecret)) return [{ path, message: SECRET }];
  if ("options" in issue) return [{ path, message: choice(issue.options as string[], valueAt(value, path)) }];
  const branches = alternatives(issue.errors);
  const [best] = branches.filter((branch) => !branch.some(isOtherKind)).sort((a, b) => a.length - b.length);
  if (best && !here.some(isSecret)) {
    return best.flatMap((inner) => faultsOf({ ...inner, path: [...path, ...inner.path] }, schema, value));
  }
  const wanted = branches.flatMap((branch) => branch.filter(isOtherKind).map(({ message }) => message));
  const kinds = [...new Set(wanted)].map((text) => text.replace("must be ", ""));
  const message = here.some(isSecret)
    ? `must be ${kinds.filter((kind) => kind !== "a mapping").join(" or ")}, or a secret as { file: path } or { env: NAME }`
    : `must be ${kinds.join(" or ")}`;
  return [{ path, message: withFound(message, path, schema, value) }];
}

const isOtherKind = (issue: Issue) => issue.code === "invalid_type" && issue.path.length === 0;

/** A union within a union is only more branches. */
const alternatives = (branches: Issue[][]): Issue[][] =>
  branches.flatMap((branch) => {
    const [only] = branch;
    return only?.code === "invalid_union" && only.path.length === 0 ? alternatives(only.errors) : [branch];
  });

function choice(options: readonly string[], found: unknown): string {
  const wanted = `one of ${options.join(", ")}`;
  if (typeof found === "string") return unknownName(wanted, found, options);
  return found === undefined ? `is required: must be ${wanted}` : `must be ${wanted}`;
}

/** A name that is not among the known ones. */
export function unknownName(wanted: string, found: string, known: readonly string[]): string {
  const meant = nearest(found, known);
  return `must be ${wanted}, got ${show(found)}${meant ? `; did you mean ${meant}?` : ""}`;
}

/** More wrong names than these are no slips of the pen, and a guess at each is a walk through all the known ones. */
const MOST_GUESSES = 100;

/** The same for a list of names that may be long, and wrong as often. */
export function unknownNames(wanted: string): (found: string, known: () => readonly string[]) => string {
  let guesses = 0;
  return (found, known) => unknownName(wanted, found, guesses++ < MOST_GUESSES ? known() : []);
}

function withFound(message: string, path: Path, schema: z.core.$ZodType, value: unknown): string {
  const found = valueAt(value, path);
  if (found === undefined) return `is required: ${message}`;
  const hidden = schemasAt(schema, value, path).some((each) => mayHoldSecret(each));
  return `${message}, got ${hidden || looksSecret(found) ? kindOf(found) : showShort(found)}`;
}

/** A URL with a user in it, right or wrong, may carry a password. */
const looksSecret = (found: unknown) => typeof found === "string" && /:\/\/.*@/s.test(found);
const showShort = (found: unknown) => (typeof found === "object" ? kindOf(found) : show(found));

function kindOf(found: unknown): string {
  if (found === null) return "nothing";
  if (Array.isArray(found)) return found.length === 0 ? "an empty list" : "a list";
  return typeof found === "object" ? "a mapping" : `a ${typeof found}`;
}
