import { z } from "zod";
import {
  type Failure,
  failure,
  type HttpResponse,
  type Instant,
  type ProbeContext,
  show,
} from "../../contract.ts";
import { atPath, type JsonPath, jsonPath, parseJsonPath } from "../support/json-path.ts";
import { matches, pattern } from "../support/pattern.ts";
import { judgeStatus } from "../support/status.ts";

const jsonExpectation = () =>
  z
    .strictObject({
      path: jsonPath(),
      exists: z.boolean().optional().describe("Whether something stands there"),
      equals: z
        .union([z.string(), z.number(), z.boolean(), z.null()])
        .optional()
        .describe("The very value that stands there"),
      matches: pattern()
        .optional()
        .describe("Regular expression for the text, number or boolean that stands there"),
    })
    .refine(
      ({ exists, equals, matches }) =>
        [exists, equals, matches].filter((each) => each !== undefined).length === 1,
      "needs one of exists, equals and matches",
    );
type JsonExpectation = z.output<ReturnType<typeof jsonExpectation>>;

export const expectations = () =>
  z.strictObject({
    status: z
      .array(
        z.union([z.int().min(100).max(599), z.string().regex(/^[1-5]xx$/, "must be a class such as 2xx")]),
      )
      .min(1)
      .default(["2xx"])
      .describe("Statuses that are good: numbers, or classes such as `2xx`"),
    headers: z.record(z.string().min(1), pattern()).default({}).describe("Regular expressions by header"),
    body: z
      .strictObject({
        matches: pattern().optional().describe("Regular expression that the body's first 64 KiB must match"),
        not_matches: pattern().optional().describe("Regular expression that they must not match"),
      })
      .optional()
      .describe("What the text of the body must be like"),
    json: z.array(jsonExpectation()).default([]).describe("What the JSON of the body must hold"),
  });
export type Expectations = z.output<ReturnType<typeof expectations>>;

/** The first expectation that an answer does not meet. */
export function judgeAnswer(
  expect: Expectations,
  answer: HttpResponse,
  context: Pick<ProbeContext, "clock" | "trace">,
) {
  const failed =
    judgeExpectedStatus(expect.status, answer, context.clock.now()) ??
    judgeHeaders(expect.headers, answer.headers) ??
    judgeBody(expect.body ?? {}, answer.body) ??
    judgeJson(expect.json, answer.body);
  context.trace(
    failed ? "expectation not met" : "expectations met",
    failed ? { detail: failed.detail } : undefined,
  );
  return failed;
}

function judgeExpectedStatus(
  wanted: Expectations["status"],
  answer: HttpResponse,
  now: Instant,
): Failure | undefined {
  const { status } = answer;
  if (wanted.some((each) => each === status || each === `${Math.floor(status / 100)}xx`)) return undefined;
  return judgeStatus(answer, now) ?? unmet(`HTTP status ${status}, wanted ${wanted.join(" or ")}`);
}

const unmet = (detail: string): Failure => failure("unexpected_response", detail);

function judgeHeaders(wanted: Record<string, string>, headers: Record<string, string>): Failure | undefined {
  for (const [name, source] of Object.entries(wanted)) {
    const value = headers[name.toLowerCase()];
    if (value === undefined) return unmet(`no header ${name}`);
    if (!matches(source, value)) return unmet(`header ${name} is ${show(value)}, wanted /${source}/`);
  }
  return undefined;
}

function judgeBody(wanted: NonNullable<Expectations["body"]>, body: string): Failure | undefined {
  if (wanted.matches !== undefined && !matches(wanted.matches, body)) {
    return unmet(`the body does not match /${wanted.matches}/: ${show(body)}`);
  }
  if (wanted.not_matches !== undefined) {
    const found = matches(wanted.not_matches, body);
    if (found === undefined) return unmet(`/${wanted.not_matches}/ takes too long on the body`);
    if (found) return unmet(`the body matches /${wanted.not_matches}/`);
  }
  return undefined;
}

function judgeJson(wanted: JsonExpectation[], body: string): Failure | undefined {
  if (wanted.length === 0) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return unmet(`the body is not JSON: ${show(body)}`);
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
): Failure | undefined {
  if (exists === false) return found === undefined ? undefined : unmet(`${path} exists`);
  if (found === undefined) return unmet(`${path} is missing`);
  if (equals !== undefined && found !== equals)
    return unmet(`${path} is ${show(found)}, wanted ${show(equals)}`);
  if (source === undefined) return undefined;
  const isText = ["string", "number", "boolean"].includes(typeof found);
  return isText && matches(source, String(found))
    ? undefined
    : unmet(`${path} is ${show(found)}, wanted /${source}/`);
}
