import type { Answer, Asked, Upstream } from "../upstream.ts";

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** Counted for each address, by the second. */
const limited = (answer: Answer): Answer => ({
  ...answer,
  headers: {
    "ratelimit-limit": "500",
    "ratelimit-remaining": "499",
    "ratelimit-reset": "1",
    "x-ratelimit-limit-second": "500",
    "x-ratelimit-remaining-second": "499",
    ...answer.headers,
  },
});

const refusal = (statusCode: number, error: string, message: string): Answer =>
  limited({ status: statusCode, body: { statusCode, error, message } });

/** It does not read GROQ: what it tells is the newest change, and how many documents have changed today. */
const freshness = ({ query }: Asked, newest: string | null, today: number): Answer =>
  limited({
    body: { ms: 3, query: query.get("query"), result: { newest, today }, syncTags: ["s1:demo"] },
  });

const project = (id: string | undefined, over: object = {}) => ({
  id,
  displayName: "Site",
  isBlocked: false,
  isDisabled: false,
  isDisabledByUser: false,
  organizationId: "org1",
  members: [],
  ...over,
});

const isData = ({ path }: Asked) => path.includes("/data/query/");
const flagged =
  (over: object) =>
  (asked: Asked, healthy: Answer): Answer =>
    isData(asked) ? healthy : limited({ body: project(asked.path.split("/").at(-1), over) });

export default {
  id: "sanity",
  usualPort: 21213,
  routes: {
    "GET /v2025-02-19/data/query/:dataset": (asked) => freshness(asked, iso(asked.now - 300), 4),
    "GET /v2021-06-07/projects/:id": ({ headers, params }) =>
      headers.authorization
        ? limited({ body: project(params.id) })
        : refusal(401, "Unauthorized", "Missing authentication token"),
  },
  faults: {
    revoked: () => refusal(401, "Unauthorized", "Session not found"),
    forbidden: () => refusal(403, "Forbidden", "Insufficient permissions"),
    not_found: () => refusal(404, "Not Found", "Dataset not found"),
    query_error: (asked, healthy) =>
      isData(asked)
        ? limited({
            status: 400,
            body: { error: { type: "queryParseError", description: "unexpected token" } },
          })
        : healthy,
    blocked: flagged({ isBlocked: true }),
    disabled: flagged({ isDisabled: true }),
    disabled_by_user: flagged({ isDisabledByUser: true }),
    management_forbidden: (asked, healthy) =>
      isData(asked) ? healthy : refusal(403, "Forbidden", "Insufficient permissions"),
    empty: (asked, healthy) => (isData(asked) ? freshness(asked, null, 0) : healthy),
    stale: (asked, healthy) =>
      isData(asked) ? freshness(asked, iso(asked.now - 20 * 86_400 - 60), 0) : healthy,
  },
} satisfies Upstream;
