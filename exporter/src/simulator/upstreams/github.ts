import { createHash } from "node:crypto";
import type { Answer, Asked, Upstream } from "../upstream.ts";

const iso = (seconds: number) => new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
const resetOf = (now: number) => Math.ceil(now / 3600) * 3600;
const DAY = 86_400;

/** Each answer tells the quota; without a credential it is that of the address. */
function limited({ headers, now }: Asked, answer: Answer): Answer {
  const limit = headers.authorization ? 5000 : 60;
  const quota = {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(limit - 12),
    "x-ratelimit-used": "12",
    "x-ratelimit-reset": String(resetOf(now)),
    "x-ratelimit-resource": "core",
  };
  return { ...answer, headers: { ...quota, ...answer.headers } };
}

/** With an ETag: who names it again is told that nothing has changed. */
function validated(asked: Asked, body: unknown): Answer {
  const etag = `W/"${createHash("sha256").update(JSON.stringify(body)).digest("hex")}"`;
  const unchanged = asked.headers["if-none-match"] === etag;
  return limited(
    asked,
    unchanged ? { status: 304, headers: { etag }, body: "" } : { headers: { etag }, body },
  );
}

const refusal = (status: number, message: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) },
});

/** Moves by the hour, so that an ETag lasts for a while. */
const hourOf = (now: number) => Math.floor(now / 3600) * 3600;

const repository = ({ path, now }: Asked) => ({
  id: 1296269,
  full_name: path.split("/").slice(2, 4).join("/"),
  private: true,
  default_branch: "main",
  archived: false,
  disabled: false,
  created_at: "2024-01-26T19:01:12Z",
  pushed_at: iso(hourOf(now) - 120),
  updated_at: iso(hourOf(now) - 120),
});

const run = ({ query, now }: Asked, conclusion = "success") => ({
  id: 30433642,
  name: "CI",
  event: "push",
  status: "completed",
  conclusion,
  run_attempt: 1,
  head_branch: query.get("branch") ?? "main",
  run_started_at: iso(hourOf(now) - 110),
  created_at: iso(hourOf(now) - 110),
  updated_at: iso(hourOf(now) - 60),
});
const runs = (asked: Asked, conclusion?: string) => ({
  total_count: 1,
  workflow_runs: [run(asked, conclusion)],
});

const isRuns = ({ path }: Asked) => path.endsWith("/actions/runs");
const forbidden = (asked: Asked) =>
  limited(
    asked,
    refusal(403, "Resource not accessible by personal access token", {
      "x-accepted-github-permissions": isRuns(asked) ? "actions=read" : "metadata=read",
    }),
  );

export default {
  id: "github",
  usualPort: 21205,
  routes: {
    "GET /rate_limit": (asked) => {
      const limit = asked.headers.authorization ? 5000 : 60;
      const core = { limit, used: 12, remaining: limit - 12, reset: resetOf(asked.now) };
      const search = { limit: 30, used: 12, remaining: 18, reset: Math.ceil(asked.now / 60) * 60 };
      const graphql = { limit: 5000, used: 0, remaining: 5000, reset: resetOf(asked.now) };
      return limited(asked, { body: { resources: { core, search, graphql }, rate: core } });
    },
    "GET /repos/:owner/:repo": (asked) => validated(asked, repository(asked)),
    "GET /repos/:owner/:repo/actions/runs": (asked) => validated(asked, runs(asked)),
    "POST /app/installations/:id/access_tokens": (asked) =>
      /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(asked.headers.authorization ?? "")
        ? {
            status: 201,
            body: {
              token: `ghs_${"demo".repeat(12)}`,
              expires_at: iso(asked.now + 3600),
              permissions: { actions: "read", metadata: "read" },
            },
          }
        : refusal(401, "A JSON web token could not be decoded"),
  },
  faults: {
    revoked: () => refusal(401, "Bad credentials"),
    forbidden,
    not_found: (asked) => limited(asked, refusal(404, "Not Found")),
    primary_limit: (asked) =>
      limited(
        asked,
        refusal(403, "API rate limit exceeded for user ID 1.", {
          "x-ratelimit-remaining": "0",
          "x-ratelimit-used": "5000",
          "x-ratelimit-reset": String(Math.ceil(asked.now) + 90),
        }),
      ),
    secondary_limit: (asked) =>
      limited(asked, refusal(403, "You have exceeded a secondary rate limit. Please wait a few minutes.")),
    suspended: (asked) =>
      asked.method === "POST"
        ? refusal(403, "This installation has been suspended")
        : refusal(401, "Bad credentials"),
    /** Actions are hidden from the token, the repository is not. */
    actions_forbidden: (asked, healthy) => (isRuns(asked) ? forbidden(asked) : healthy),
    archived: (asked, healthy) =>
      isRuns(asked) ? healthy : validated(asked, { ...repository(asked), archived: true }),
    stale: (asked, healthy) =>
      isRuns(asked)
        ? healthy
        : validated(asked, { ...repository(asked), pushed_at: iso(asked.now - 9 * DAY - 60) }),
    failed_run: (asked, healthy) => (isRuns(asked) ? validated(asked, runs(asked, "failure")) : healthy),
    expiring_token: ({ now }, healthy) => ({
      ...healthy,
      headers: {
        ...healthy.headers,
        "github-authentication-token-expiration": iso(now + 3 * DAY + 60)
          .replace("T", " ")
          .replace("Z", " UTC"),
      },
    }),
  },
} satisfies Upstream;
