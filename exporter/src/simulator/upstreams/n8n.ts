import type { Answer, Asked, Upstream } from "../upstream.ts";

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

const execution = (id: number, startedAt: number, over: Record<string, unknown> = {}) => ({
  id,
  finished: true,
  mode: "trigger",
  retryOf: null,
  retrySuccessId: null,
  startedAt: iso(startedAt),
  stoppedAt: iso(startedAt + 2),
  workflowId: "w1",
  waitTill: null,
  status: "success",
  ...over,
});
const failed = { finished: false, status: "error" };

const executions = (now: number) => [
  execution(1004, now - 60, { finished: false, stoppedAt: null, status: "running" }),
  execution(1003, now - 120),
  execution(1002, now - 300, { ...failed, mode: "manual" }),
  execution(1001, now - 7200, failed),
];

const list = (data: unknown[]): Answer => ({ body: { data, nextCursor: null } });
const metrics = (active: number): Answer => ({
  headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
  body: `# HELP n8n_version_info n8n version info.
# TYPE n8n_version_info gauge
n8n_version_info{version="v2.8.4",major="2",minor="8",patch="4"} 1

# HELP n8n_active_workflow_count Total number of active workflows.
# TYPE n8n_active_workflow_count gauge
n8n_active_workflow_count ${active}
`,
});

const withKey =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked): Answer =>
    asked.headers["x-n8n-api-key"]?.trim()
      ? answer(asked)
      : { status: 401, body: { message: "'X-N8N-API-KEY' header required" } };

/** Nothing of n8n but its public API asks for a key. */
const onApi = (status: number, message: string) => (asked: Asked, healthy: Answer) =>
  asked.path.startsWith("/api/v1/") ? { status, body: { message } } : healthy;

const health = /^\/healthz(\/readiness)?$/;
const noRoute = ({ method, path }: Asked): Answer => ({
  status: 404,
  headers: { "content-type": "text/html; charset=utf-8" },
  body: `<pre>Cannot ${method} ${path}</pre>`,
});

/** The process lives (`/healthz`), is not ready, and answers all else with `rest`. */
const notReady = (rest: Answer) => (asked: Asked, healthy: Answer) => {
  if (!health.test(asked.path)) return rest;
  return asked.path === "/healthz" ? healthy : { status: 503, body: { status: "error" } };
};

export default {
  id: "n8n",
  usualPort: 21210,
  routes: {
    "GET /healthz": () => ({ body: { status: "ok" } }),
    "GET /healthz/readiness": () => ({ body: { status: "ok" } }),
    "GET /metrics": () => metrics(12),
    "GET /api/v1/workflows": withKey(() => list([{ id: "w1", name: "Triage", active: true, nodes: [] }])),
    "GET /api/v1/executions": withKey(({ now, query }) =>
      list(
        executions(now)
          .filter(({ status }) => [null, status].includes(query.get("status")))
          .slice(0, Number(query.get("limit") ?? 100)),
      ),
    ),
  },
  faults: {
    revoked: onApi(401, "unauthorized"),
    forbidden: onApi(403, "Forbidden"),
    not_found: noRoute,
    api_disabled: (asked, healthy) => (asked.path.startsWith("/api/") ? noRoute(asked) : healthy),
    metrics_disabled: (asked, healthy) => (asked.path === "/metrics" ? noRoute(asked) : healthy),
    migrating: notReady({
      headers: { "content-type": "text/html; charset=utf-8" },
      body: "n8n is starting up. Please wait",
    }),
    database_lost: notReady({ status: 503, body: { code: 503, message: "Database is not ready!" } }),
    executions_failing: ({ path, now }, healthy) =>
      path === "/api/v1/executions"
        ? list([
            execution(1006, now - 120, { ...failed, status: "crashed", stoppedAt: null }),
            execution(1005, now - 602, failed),
            ...executions(now),
          ])
        : healthy,
    idle: ({ path }, healthy) => {
      if (path === "/metrics") return metrics(0);
      return path.startsWith("/api/v1/") ? list([]) : healthy;
    },
  },
} satisfies Upstream;
