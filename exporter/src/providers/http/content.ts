/** What headers and body must be like. Free of zod: a thread of its own loads it. */
import { show } from "../../contract/messages.ts";
import { atPath, type JsonPath, parseJsonPath } from "../support/json-path.ts";
import { matches } from "../support/match.ts";
import type { Expectations, JsonExpectation } from "./expectations.ts";

export type ContentExpectations = Omit<Expectations, "status">;

/** The same for a body that is not decoded yet. */
export const judgeBytes = (
  expect: ContentExpectations,
  headers: Record<string, string>,
  { buffer, byteOffset, byteLength }: Uint8Array,
): string | undefined =>
  judgeContent(expect, headers, Buffer.from(buffer, byteOffset, byteLength).toString());

/** The first expectation that is not met, in a sentence. */
export const judgeContent = (
  expect: ContentExpectations,
  headers: Record<string, string>,
  body: string,
): string | undefined =>
  judgeHeaders(expect.headers, headers) ?? judgeBody(expect.body ?? {}, body) ?? judgeJson(expect.json, body);

function judgeHeaders(wanted: Record<string, string>, headers: Record<string, string>): string | undefined {
  for (const [name, source] of Object.entries(wanted)) {
    const value = headers[name.toLowerCase()];
    if (value === undefined) return `no header ${name}`;
    if (!matches(source, value)) return `header ${name} is ${show(value)}, wanted /${source}/`;
  }
  return undefined;
}

function judgeBody(wanted: NonNullable<Expectations["body"]>, body: string): string | undefined {
  if (wanted.matches !== undefined && !matches(wanted.matches, body)) {
    return `the body does not match /${wanted.matches}/: ${show(body)}`;
  }
  if (wanted.not_matches === undefined) return undefined;
  const found = matches(wanted.not_matches, body);
  if (found === undefined) return `/${wanted.not_matches}/ takes too long on the body`;
  return found ? `the body matches /${wanted.not_matches}/` : undefined;
}

function judgeJson(wanted: JsonExpectation[], body: string): string | undefined {
  if (wanted.length === 0) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return `the body is not JSON: ${show(body)}`;
  }
  for (const each of wanted) {
    const failed = judgeValue(each, atPath(json, parseJsonPath(each.path) as JsonPath));
    if (failed) return failed;
  }
  return undefined;
}

function judgeValue(
  { path, exists, equals, matches: source }: JsonExpectation,
  found: unknown,
): string | undefined {
  if (exists === false) return found === undefined ? undefined : `${path} exists`;
  if (found === undefined) return `${path} is missing`;
  if (equals !== undefined && found !== equals) return `${path} is ${show(found)}, wanted ${show(equals)}`;
  if (source === undefined) return undefined;
  const isText = ["string", "number", "boolean"].includes(typeof found);
  return isText && matches(source, String(found))
    ? undefined
    : `${path} is ${show(found)}, wanted /${source}/`;
}
