import type { Answer, Asked, Upstream } from "../upstream.ts";

const v1 =
  (up: boolean) =>
  ({ now }: Asked): Answer =>
    up
      ? {
          body: {
            status: "Server available",
            upSince: new Date((now - 3723) * 1000).toISOString(),
            uptime: "1h2m3s",
          },
        }
      : {
          status: 503,
          body: { status: "Server not available", upSince: "0001-01-01T00:00:00Z", uptime: "" },
        };

const HTTP_STATUSES: Record<string, number> = {
  StatusStarting: 503,
  StatusStopping: 503,
  StatusFatalError: 500,
};

/** The trouble is in the traces' exporter. Only a verbose answer names the parts. */
const v2 =
  (status: string, error?: string) =>
  ({ query, now }: Asked): Answer => {
    const pipeline = query.get("pipeline");
    if (pipeline && pipeline !== "traces" && pipeline !== "metrics")
      return { status: 404, body: { error: "pipeline not found" } };
    const at = { start_time: new Date((now - 3723) * 1000).toISOString(), status_time: new Date(now * 1000) };
    const well = { healthy: true, status: "StatusOK", ...at };
    const traces = { healthy: true, status, ...(error ? { error } : {}), ...at };
    const exporter = { components: { "exporter:otlp": traces, "receiver:otlp": well } };
    const whole = pipeline === "metrics" ? well : traces;
    const parts = pipeline
      ? { "exporter:otlp": whole, "receiver:otlp": well }
      : { extensions: well, "pipeline:metrics": well, "pipeline:traces": { ...traces, ...exporter } };
    return {
      status: HTTP_STATUSES[status] ?? 200,
      body: { ...whole, ...(query.has("verbose") ? { components: parts } : {}) },
    };
  };

const answer = (first: (asked: Asked) => Answer, second: (asked: Asked) => Answer) => (asked: Asked) =>
  asked.path === "/" ? first(asked) : second(asked);

export default {
  id: "otel-collector",
  usualPort: 21219,
  routes: {
    "GET /": v1(true),
    "GET /status": v2("StatusOK"),
  },
  faults: {
    starting: answer(v1(false), v2("StatusStarting")),
    stopping: answer(v1(false), v2("StatusStopping")),
    /** The first version does not see what becomes of the pipelines. */
    exporter_failing: answer(v1(true), v2("StatusRecoverableError", "connection refused")),
    exporter_broken: answer(v1(true), v2("StatusPermanentError", "invalid endpoint")),
    fatal: answer(v1(true), v2("StatusFatalError", "out of memory")),
  },
} satisfies Upstream;
