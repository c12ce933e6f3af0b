import { z } from "zod";
import { type Failure, failure, type HttpResponse, type Instant } from "../../contract.ts";
import { parseJson } from "../support/api.ts";
import { explain } from "../support/explain.ts";
import { parseRetryAfter } from "../support/retry-after.ts";

const Refusal = z.object({
  error: z.object({ type: z.string().nullish(), code: z.string().nullish() }),
});

/** Waiting mends none of these. The first is the type that they share, but code and type were known to change places. */
const OUT_OF_CREDIT = new Set([
  "insufficient_quota",
  "credit_balance_exhausted",
  "organization_spend_limit_exceeded",
  "project_spend_limit_exceeded",
  "organization_usage_limit_exceeded",
]);

const judgeUsual = explain({ not_found: "base_url or its path is wrong" });

/** What a refusal of OpenAI means: the same status stands for several troubles, its code tells them apart. */
export function judgeRefusal(response: HttpResponse, now: Instant): Failure | undefined {
  const usual = judgeUsual(response, now);
  if (!usual) return undefined;
  // The message is left out: for a rejected key it repeats a part of it.
  const { data } = Refusal.safeParse(parseJson(response.body));
  const { code, type } = data?.error ?? {};
  const word = code || type || `HTTP status ${response.status}`;

  if (response.status === 401)
    return failure("unauthorized", `the key was rejected (${word}): revoked, or of another organization`);
  if (response.status === 403)
    return failure("forbidden", `the key lacks a permission, or this country is not served (${word})`);
  if (response.status === 429 && (OUT_OF_CREDIT.has(code ?? "") || OUT_OF_CREDIT.has(type ?? "")))
    return failure(
      "quota_exhausted",
      `out of credit, or at the spend limit (${word}): pay, or raise the limit`,
    );
  if (usual.reason === "rate_limited" || code === "slow_down")
    return failure("rate_limited", `too fast for the limits (${word})`, waitSeconds(response, now));
  return code || type ? { ...usual, detail: `${usual.detail} (${word})` } : usual;
}

/** OpenAI's own header in milliseconds is the finer one; the reset of a bucket is no wait that it asks for. */
function waitSeconds({ headers }: HttpResponse, now: Instant): number | undefined {
  const milliseconds = headers["retry-after-ms"]?.trim() ?? "";
  if (/^\d{1,12}(?:\.\d+)?$/.test(milliseconds)) return Number(milliseconds) / 1000;
  return parseRetryAfter(headers["retry-after"], now);
}
