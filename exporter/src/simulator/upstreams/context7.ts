import type { Answer, Asked, Upstream } from "../upstream.ts";

/** The hosted server sends it with every answer, good ones too. */
const CHALLENGE = {
  "www-authenticate":
    'Bearer resource_metadata="https://mcp.context7.com/.well-known/oauth-protected-resource"',
};

const refuse = (status: number, error: string, message: string, headers = {}): Answer => ({
  status,
  headers: { ...CHALLENGE, ...headers },
  body: { error, message },
});

const invalidKey = () =>
  refuse(401, "invalid_api_key", "Invalid API key. API keys should start with 'ctx7sk' prefix.");

/** `RateLimit-Reset` in seconds since the epoch. */
const budget = (now: number, remaining: number) => ({
  "ratelimit-limit": "1000",
  "ratelimit-remaining": String(remaining),
  "ratelimit-reset": String(Math.ceil(now) + 3600),
});

const library = (now: number, id: string, title: string, state = "finalized") => ({
  id,
  title,
  description: "A JavaScript library for building user interfaces",
  branch: "main",
  lastUpdateDate: new Date((now - 86_400) * 1000).toISOString(),
  state,
  totalTokens: 500_000,
  totalSnippets: 2500,
  stars: 220_000,
  trustScore: 10,
  versions: ["v18.2.0"],
});

const search = ({ headers, query, now }: Asked): Answer => {
  if (headers.authorization !== undefined && !/^Bearer \S/.test(headers.authorization)) return invalidKey();
  if (!query.get("libraryName") || !query.get("query"))
    return refuse(400, "bad_request", "libraryName and query are required");
  const known = query.get("libraryName") === "react";
  return {
    headers: CHALLENGE,
    body: { results: known ? [library(now, "/facebook/react", "React")] : [], searchFilterApplied: false },
  };
};

export default {
  id: "context7",
  usualPort: 21222,
  routes: {
    "GET /ping": () => ({ headers: CHALLENGE, body: { status: "ok", message: "pong" } }),
    "GET /api/v2/libs/search": search,
  },
  faults: {
    revoked: invalidKey,
    forbidden: () => refuse(403, "access_denied", "Access denied"),
    not_found: () => refuse(404, "not_found", "Not found"),
    throttled: ({ now }) =>
      refuse(429, "rate_limited", "Too many requests", { ...budget(now, 0), "retry-after": "42" }),
    /** Headers of the budget with a good answer, which the documentation does not promise. */
    budgeted: ({ now }, healthy) => ({ ...healthy, headers: { ...CHALLENGE, ...budget(now, 940) } }),
    spending_limit: () => refuse(402, "spending_limit_reached", "The spending limit is reached"),
    search_failed: () => refuse(503, "search_failed", "The documentation search could not be completed."),
    library_in_error: ({ now }) => ({
      body: { results: [library(now, "/facebook/react", "React", "error")], searchFilterApplied: false },
    }),
    ill_ping: () => ({ body: { status: "error", message: "no pong" } }),
  },
} satisfies Upstream;
