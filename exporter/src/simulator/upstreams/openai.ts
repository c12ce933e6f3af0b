import type { Answer, Asked, Upstream } from "../upstream.ts";

const refusal = (status: number, type: string, code: string | null, message: string): Answer => ({
  status,
  headers: { "x-request-id": "req_simulated" },
  body: { error: { message, type, param: null, code } },
});

const limits = {
  "x-ratelimit-limit-requests": "500",
  "x-ratelimit-remaining-requests": "499",
  "x-ratelimit-reset-requests": "120ms",
  "x-ratelimit-limit-tokens": "200000",
  "x-ratelimit-remaining-tokens": "199990",
  "x-ratelimit-reset-tokens": "6m0s",
};

const withKey =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked): Answer =>
    /^Bearer \S/.test(asked.headers.authorization ?? "")
      ? answer(asked)
      : refusal(401, "invalid_request_error", null, "You didn't provide an API key.");

const model = (id: string) => ({ id, object: "model", created: 1700000000, owned_by: "openai" });

export default {
  id: "openai",
  usualPort: 21203,
  routes: {
    "GET /v1/models": withKey(() => ({
      headers: { "openai-processing-ms": "12", "x-request-id": "req_simulated" },
      body: { object: "list", data: ["gpt-4o-mini", "gpt-5", "text-embedding-3-small"].map(model) },
    })),
    "POST /v1/chat/completions": withKey(({ now }) => ({
      headers: limits,
      body: {
        id: "chatcmpl-1",
        object: "chat.completion",
        created: Math.floor(now),
        model: "gpt-4o-mini",
        choices: [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "length" }],
        usage: { prompt_tokens: 8, completion_tokens: 1, total_tokens: 9 },
      },
    })),
  },
  faults: {
    revoked: () =>
      refusal(401, "invalid_request_error", "invalid_api_key", "Incorrect API key: sk-pr***wxyz."),
    forbidden: () =>
      refusal(403, "invalid_request_error", "missing_scope", "You have insufficient permissions."),
    unsupported_country: () =>
      refusal(403, "request_forbidden", "unsupported_country_region_territory", "Country not supported."),
    insufficient_quota: () =>
      refusal(429, "insufficient_quota", "credit_balance_exhausted", "You exceeded your current quota."),
    slow_down: () => {
      const answer = refusal(503, "rate_limit_error", "slow_down", "Slow down.");
      return { ...answer, headers: { ...answer.headers, "retry-after": "20" } };
    },
    overloaded: () => refusal(503, "server_error", "server_is_overloaded", "Overloaded."),
    /** As models that reason do, when they may not say more than a token. */
    too_few_tokens: ({ path }, healthy) =>
      path === "/v1/models"
        ? healthy
        : refusal(400, "invalid_request_error", null, "Could not finish the message."),
    /** Only generations are limited; the wait comes in both units. */
    throttled: ({ path }, healthy) => {
      if (path === "/v1/models") return healthy;
      const answer = refusal(429, "requests", "rate_limit_exceeded", "Rate limit reached.");
      const full = { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m30s" };
      const wait = { "retry-after": "2", "retry-after-ms": "1250" };
      return { ...answer, headers: { ...limits, ...full, ...wait } };
    },
  },
} satisfies Upstream;
