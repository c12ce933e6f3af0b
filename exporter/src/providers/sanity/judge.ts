import { z } from "zod";
import { type Failure, failure, type HttpResponse, type Instant } from "../../contract.ts";
import { parseJson, type Told } from "../support/api.ts";
import { parseReset } from "../support/rate-limit.ts";
import { judgeStatus } from "../support/status.ts";
import { isoTime, span } from "../support/time.ts";

const PUBLISHED = '*[!(_id in path("drafts.**"))';

/** GROQ for both at once: when the content last changed, and how many documents have changed today, in UTC. */
export const freshnessQuery = (now: Instant): string => {
  const day = new Date(now * 1000).toISOString().slice(0, 10);
  const newest = `${PUBLISHED}]|order(_updatedAt desc)[0]._updatedAt`;
  const today = `count(${PUBLISHED} && _updatedAt >= "${day}T00:00:00Z"])`;
  return `{"newest": ${newest}, "today": ${today}}`;
};

export const Freshness = z.object({
  result: z.object({
    /** Null when no document is visible. */
    newest: isoTime().nullable(),
    today: z.int().min(0),
  }),
});

/** A complaint, when the content has not changed for longer than it should, or cannot be seen. */
export function judgeFreshness(
  newest: Instant | null,
  activeWithin: number | undefined,
  now: Instant,
): string[] {
  if (newest === null)
    return ["no document is visible: the dataset is empty, or needs a token that may read it"];
  const stale = activeWithin !== undefined && now - newest > activeWithin;
  return stale ? [`the last change was ${span(now - newest)} ago`] : [];
}

export const Project = z.object({
  isBlocked: z.boolean(),
  isDisabled: z.boolean(),
  isDisabledByUser: z.boolean().optional(),
});

/** Complaints about the project. While its dataset answers, the silence of the management API is one, not a failure. */
export function judgeProject(told: Told<z.output<typeof Project>> | Failure): string[] {
  if (!told.ok) return [`the management API does not tell the project's state: ${told.detail}`];
  const { isBlocked, isDisabled, isDisabledByUser } = told.value;
  return [
    ...(isBlocked ? ["Sanity has blocked the project"] : []),
    ...(isDisabled || isDisabledByUser ? ["the project is disabled"] : []),
  ];
}

/** Errors of the query endpoint have an object of their own. */
const Refusal = z.union([
  z.object({ error: z.object({ description: z.string() }) }).transform(({ error }) => error.description),
  z.object({ message: z.string() }).transform(({ message }) => message),
]);

const SENTENCES: Partial<Record<Failure["reason"], string>> = {
  unauthorized: "the token is wrong, was revoked or belongs to another project",
  forbidden: "the token lacks a grant",
  not_found: "no such project or dataset",
  rate_limited: "Sanity limits the requests of our address",
  unexpected_response: "Sanity rejects the request",
};

/** What an answer of Sanity's API means; undefined for a good one. */
export function judgeSanity(response: HttpResponse, now: Instant): Failure | undefined {
  const usual = judgeStatus(response, now);
  if (!usual) return undefined;
  const words = Refusal.safeParse(parseJson(response.body)).data;
  const sentence = SENTENCES[usual.reason] ?? usual.detail;
  const detail = words ? `${sentence}: ${words}` : sentence;
  const resetAt =
    usual.reason === "rate_limited" ? parseReset(response.headers["ratelimit-reset"], now) : undefined;
  const wait = resetAt === undefined ? undefined : Math.max(0, resetAt - now);
  return failure(usual.reason, detail, usual.retryAfterSeconds ?? wait);
}
