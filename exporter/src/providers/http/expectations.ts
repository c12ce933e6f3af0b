import { z } from "zod";
import { type Failure, failure, type HttpResponse, type Instant, type ProbeContext } from "../../contract.ts";
import { aside } from "../support/aside.ts";
import { parseJsonPath } from "../support/json-path.ts";
import { pattern } from "../support/pattern.ts";
import { judgeStatus } from "../support/status.ts";
import { type ContentExpectations, judgeContent } from "./content.ts";

/** Schema of a path into a JSON value. */
const jsonPath = () =>
  z
    .string()
    .refine((text) => parseJsonPath(text) !== undefined, "must be a path such as data.items[0].name")
    .meta({ description: 'Path into the JSON body: `data.items[0].name`, `data["odd name"]`' });

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
export type JsonExpectation = z.output<ReturnType<typeof jsonExpectation>>;

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
export async function judgeAnswer(
  expect: Expectations,
  answer: HttpResponse,
  context: Pick<ProbeContext, "clock" | "trace">,
): Promise<Failure | undefined> {
  const failed =
    judgeExpectedStatus(expect.status, answer, context.clock.now()) ?? (await judgeRest(expect, answer));
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

/** JSON of this size is parsed in less time than it takes to hand it over. */
const SMALL_BYTES = 64 * 1024;

async function judgeRest(expect: ContentExpectations, answer: HttpResponse): Promise<Failure | undefined> {
  const hasPatterns =
    Object.keys(expect.headers).length > 0 ||
    expect.body !== undefined ||
    expect.json.some((each) => each.matches !== undefined);
  if (!hasPatterns && expect.json.length === 0) return undefined;
  const detail =
    hasPatterns || answer.bytes.length > SMALL_BYTES
      ? await aside("judgeBytes", expect, answer.headers, answer.bytes)
      : judgeContent(expect, answer.headers, answer.body);
  return detail === undefined ? undefined : unmet(detail);
}
