import { z } from "zod";
import { type Failure, failure, type HttpResponse, type Instant } from "../../contract.ts";
import { parseJson } from "../support/api.ts";
import { parseReset } from "../support/rate-limit.ts";
import { parseRetryAfter } from "../support/retry-after.ts";
import { judgeStatus } from "../support/status.ts";

const Refusal = z.object({ message: z.string() });

/** What GitHub asks for when a secondary limit answers without `retry-after`. */
const SECONDARY_WAIT_SECONDS = 60;

/** What an answer of GitHub's API means; undefined for a good one. */
export function judgeGithub(response: HttpResponse, now: Instant): Failure | undefined {
  const usual = judgeStatus(response, now);
  if (!usual) return undefined;
  const message = Refusal.safeParse(parseJson(response.body)).data?.message ?? "";
  switch (response.status) {
    case 401:
      return failure("unauthorized", `GitHub rejects the credential: ${message || usual.detail}`);
    case 403:
      return rateLimit(response, message, now) ?? forbidden(response, message);
    case 404: {
      const { pathname } = new URL(response.url);
      return failure("not_found", `no ${pathname}, or the credential may not see it`);
    }
    case 429:
      return (
        rateLimit(response, message, now) ??
        failure("rate_limited", "GitHub limits our requests", SECONDARY_WAIT_SECONDS)
      );
    default:
      return usual;
  }
}

/** GitHub tells both of its limits by 403 as well as by 429. */
function rateLimit({ headers }: HttpResponse, message: string, now: Instant): Failure | undefined {
  const retryAfter = parseRetryAfter(headers["retry-after"], now);
  if (headers["x-ratelimit-remaining"] === "0") {
    const resetAt = parseReset(headers["x-ratelimit-reset"], now);
    const wait = resetAt === undefined ? undefined : Math.max(0, resetAt - now);
    const resource = headers["x-ratelimit-resource"] ?? "core";
    return failure("rate_limited", `the quota ${resource} is used up`, retryAfter ?? wait);
  }
  if (retryAfter === undefined && !/rate limit/i.test(message)) return undefined;
  return failure(
    "rate_limited",
    "GitHub limits our requests beside the quota (a secondary rate limit)",
    retryAfter ?? SECONDARY_WAIT_SECONDS,
  );
}

function forbidden({ headers }: HttpResponse, message: string): Failure {
  const accepted = headers["x-accepted-github-permissions"];
  const needed = accepted ? `; it takes ${accepted}` : "";
  return failure("forbidden", `a permission is missing${needed}: ${message || "HTTP status 403"}`);
}
