import { z } from "zod";
import { type Failure, failure, type HttpResponse, type Instant } from "../../contract.ts";
import { parseJson } from "./api.ts";
import { judgeStatus } from "./status.ts";

const text = () => z.string().optional().catch(undefined);

/** The error of a Google API: the older ones give their reason in `errors`, the newer ones in `details`. */
const Refusal = z.object({
  error: z.object({
    status: text(),
    message: text(),
    errors: z.array(z.object({ reason: text() })).catch([]),
    details: z.array(z.object({ reason: text(), retryDelay: text() })).catch([]),
  }),
});

/** Longest part of Google's message that is told. */
const MAX_MESSAGE = 200;

const LIMITED = new Set([
  "rateLimitExceeded",
  "userRateLimitExceeded",
  "quotaExceeded",
  "dailyLimitExceeded",
  "RATE_LIMIT_EXCEEDED",
  "RESOURCE_EXHAUSTED",
]);
const SCOPE_MISSING = new Set(["insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"]);
const SWITCHED_OFF = new Set(["SERVICE_DISABLED", "accessNotConfigured"]);

/** What an answer of a Google API means that is not a good one: its 403 is a missing right, a limit or an API that is off. */
export function judgeGoogle(response: HttpResponse, now: Instant): Failure | undefined {
  const usual = judgeStatus(response, now);
  if (!usual) return undefined;
  const { data } = Refusal.safeParse(parseJson(response.body));
  const { status, message = "", errors = [], details = [] } = data?.error ?? {};
  const words = [...details, ...errors].flatMap(({ reason }) => reason ?? []).concat(status ?? []);
  const why = words[0] ? `${words[0]}, ${usual.detail}` : usual.detail;
  const said = message ? `: ${message.slice(0, MAX_MESSAGE)}` : "";

  if (response.status === 429 || (response.status === 403 && words.some((word) => LIMITED.has(word)))) {
    const delay = details
      .map(({ retryDelay }) => parseDelay(retryDelay))
      .find((seconds) => seconds !== undefined);
    return failure("rate_limited", `Google asks to wait (${why})`, usual.retryAfterSeconds ?? delay);
  }
  if (response.status === 403) {
    if (words.some((word) => SWITCHED_OFF.has(word)))
      return failure("forbidden", `ours misconfigured: the API is switched off in the project (${why})`);
    const scope = words.some((word) => SCOPE_MISSING.has(word));
    return failure(
      "forbidden",
      scope ? `the access token lacks a scope (${why})` : `Google does not permit this (${why})${said}`,
    );
  }
  if (response.status === 401) return { ...usual, detail: `Google rejects a fresh access token (${why})` };
  if (response.status === 400)
    return { ...usual, detail: `ours misconfigured: Google does not accept the request (${why})${said}` };
  return { ...usual, detail: `${why}${said}` };
}

/** A duration as JSON has it: "3s", "0.5s". */
function parseDelay(delay: string | undefined): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(delay ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
