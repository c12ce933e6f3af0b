import type { Answer, Asked, Upstream } from "../upstream.ts";

const runtimeInfo =
  (reloadConfigSuccess: boolean) =>
  ({ now }: Asked): Answer => ({
    body: {
      status: "success",
      data: {
        startTime: new Date((now - 86_400) * 1000).toISOString(),
        CWD: "/prometheus",
        reloadConfigSuccess,
        lastConfigTime: new Date((now - 3600) * 1000).toISOString(),
        goroutineCount: 40,
        storageRetention: "15d",
      },
    },
  });

interface Series {
  metric: Record<string, string>;
  value: number;
}

/** Answers any query with what is up: some targets that are down, and a count of each value of `up`. */
const query =
  (series: readonly Series[]) =>
  ({ query: asked, now }: Asked): Answer => {
    if (!asked.get("query")) {
      const error = 'invalid parameter "query": unknown position: parse error: no expression found in input';
      return { status: 400, body: { status: "error", errorType: "bad_data", error } };
    }
    const result = series.map(({ metric, value }) => ({ metric, value: [now, String(value)] }));
    return { body: { status: "success", data: { resultType: "vector", result } } };
  };

const down = (instance: string): Series => ({ metric: { __name__: "up", job: "node", instance }, value: 0 });
const count = (up: string, value: number): Series => ({ metric: { up }, value });

const ofQuery =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked, healthy: Answer): Answer =>
    asked.path.endsWith("/query") ? answer(asked) : healthy;

const notReady = (stopping: boolean) => (): Answer => ({
  status: 503,
  headers: { "x-prometheus-stopping": String(stopping) },
  body: "Service Unavailable",
});

export default {
  id: "prometheus",
  usualPort: 21217,
  routes: {
    "GET /-/healthy": () => ({ body: "Prometheus Server is Healthy.\n" }),
    "GET /-/ready": () => ({ body: "Prometheus Server is Ready.\n" }),
    "GET /api/v1/status/runtimeinfo": runtimeInfo(true),
    "GET /api/v1/query": query([count("1", 12)]),
  },
  faults: {
    starting: notReady(false),
    stopping: notReady(true),
    reload_failed: (asked, healthy) =>
      asked.path.endsWith("/runtimeinfo") ? runtimeInfo(false)(asked) : healthy,
    targets_down: ofQuery(query([down("a:9100"), down("b:9100"), count("1", 10), count("0", 2)])),
    /** More are down than the query names. */
    many_down: ofQuery(query([down("a:9100"), down("b:9100"), down("c:9100"), count("0", 40)])),
    no_targets: ofQuery(query([])),
    query_timeout: ofQuery(() => ({
      status: 503,
      body: { status: "error", errorType: "timeout", error: "query timed out in expression evaluation" },
    })),
    /** A server, or a proxy, that wants basic authentication. */
    locked: (asked, healthy) =>
      asked.headers.authorization === `Basic ${Buffer.from("exporter:pass").toString("base64")}`
        ? healthy
        : { status: 401, headers: { "www-authenticate": "Basic" }, body: "Unauthorized\n" },
  },
} satisfies Upstream;
