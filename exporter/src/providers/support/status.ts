import { type Failure, failure, type HttpResponse, type Instant, type Reason } from "../../contract.ts";
import { parseRetryAfter } from "./retry-after.ts";

const REASONS: Record<number, Reason> = {
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  408: "server_error",
  410: "not_found",
  429: "rate_limited",
};

/** What an HTTP status that is not a success means; undefined for 2xx. Retry-After counts wherever a server sends one. */
export function judgeStatus(
  response: Pick<HttpResponse, "status" | "headers">,
  now: Instant,
): Failure | undefined {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return undefined;
  const reason = REASONS[status] ?? (status >= 500 ? "server_error" : "unexpected_response");
  const mayRetry = reason === "rate_limited" || reason === "server_error";
  const retryAfter = mayRetry ? parseRetryAfter(headers["retry-after"], now) : undefined;
  return failure(reason, `HTTP status ${status}`, retryAfter);
}
