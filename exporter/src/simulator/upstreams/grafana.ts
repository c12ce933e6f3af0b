import type { Answer, Asked, Upstream } from "../upstream.ts";

const VERSION = { version: "12.4.0", commit: "0a1b2c3d" };

const refuse = (status: number, message: string): Answer => ({ status, body: { message } });

const withToken =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked): Answer =>
    /^Bearer \S/.test(asked.headers.authorization ?? "") ? answer(asked) : refuse(401, "Unauthorized");

/** A trouble of the routes that want a token: the health check goes on as before. */
const ofTheToken =
  (bad: Answer) =>
  ({ path }: Asked, healthy: Answer): Answer =>
    path === "/api/health" ? healthy : bad;

export default {
  id: "grafana",
  usualPort: 21216,
  routes: {
    "GET /api/health": () => ({ body: { database: "ok", ...VERSION } }),
    "GET /api/org": withToken(() => ({ body: { id: 1, name: "Main Org." } })),
    "GET /api/datasources/uid/:uid/health": withToken(({ params }) =>
      params.uid === "prometheus"
        ? { body: { status: "OK", message: "Successfully queried the Prometheus API." } }
        : refuse(404, "Data source not found"),
    ),
  },
  faults: {
    revoked: ofTheToken(refuse(401, "Invalid API key")),
    forbidden: ofTheToken(refuse(403, "You'll need additional permissions to perform this action")),
    database_failing: () => ({ status: 503, body: { database: "failing", ...VERSION } }),
    datasource_failing: ofTheToken({
      status: 400,
      body: { status: "ERROR", message: 'Post "http://prometheus:9090": connection refused' },
    }),
    /** The version is kept from strangers. */
    version_hidden: ({ path }, healthy) => (path === "/api/health" ? { body: { database: "ok" } } : healthy),
  },
} satisfies Upstream;
