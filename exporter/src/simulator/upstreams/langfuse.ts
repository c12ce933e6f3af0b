import type { Answer, Asked, Upstream } from "../upstream.ts";

const VERSION = "3.150.0";
const unhealthy = (status: string): Answer => ({ status: 503, body: { status, version: VERSION } });

const PROJECTS = "/api/public/projects";
const onProjects =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked, healthy: Answer): Answer =>
    asked.path === PROJECTS ? answer(asked) : healthy;

export default {
  id: "langfuse",
  usualPort: 21212,
  routes: {
    "GET /api/public/health": () => ({ body: { status: "OK", version: VERSION } }),
    "GET /api/public/ready": () => ({ body: { status: "OK", version: VERSION } }),
    [`GET ${PROJECTS}`]: ({ headers }) => {
      const [scheme, pair = ""] = (headers.authorization ?? "").split(" ");
      if (scheme === "") return { status: 401, body: { message: "No authorization header" } };
      const complete = scheme === "Basic" && /^[^:\s]+:\S/.test(Buffer.from(pair, "base64").toString());
      return complete
        ? { body: { data: [{ id: "p1", name: "Demo", metadata: {} }] } }
        : { status: 401, body: { message: "Invalid authorization header" } };
    },
  },
  faults: {
    /** Only the key pair is dead: health asks for none. */
    key_revoked: onProjects(() => ({ status: 401, body: { message: "Invalid credentials." } })),
    organization_key: onProjects(() => ({
      status: 403,
      body: { message: "Invalid API key. Are you using an organization key?" },
    })),
    project_deleted: onProjects(() => ({ body: { data: [] } })),
    throttled: onProjects(({ now }) => ({
      status: 429,
      headers: {
        "retry-after": "42",
        "x-ratelimit-limit": "30",
        "x-ratelimit-remaining": "-3",
        "x-ratelimit-reset": new Date((now + 42) * 1000).toString(),
      },
      body: { message: "Rate limit exceeded", error: "RateLimitError" },
    })),
    /** Health tells it only to those who ask for it. */
    database_unavailable: ({ path, query }, healthy) => {
      if (path === PROJECTS) return { status: 500, body: { message: "Internal server error" } };
      return query.get("failIfDatabaseUnavailable") === "true"
        ? unhealthy("Database not available")
        : healthy;
    },
    no_recent_events: ({ query }, healthy) =>
      query.get("failIfNoRecentEvents") === "true"
        ? unhealthy("No traces within the last 3 minutes")
        : healthy,
  },
} satisfies Upstream;
