import type { Answer, Asked, Upstream } from "../upstream.ts";

const limited = { "x-ratelimit-limit": "120", "x-ratelimit-remaining": "118", "x-ratelimit-reset": "42" };

/** As the Management API answers whoever has shown a token. */
const managed = ({ headers }: Asked, body: () => unknown): Answer =>
  /^Bearer .+/.test(headers.authorization ?? "")
    ? { headers: limited, body: body() }
    : { status: 401, body: { message: "Unauthorized" } };

const project = ({ params, now }: Asked) => ({
  id: params.ref ?? "",
  ref: params.ref ?? "",
  organization_id: "acme",
  name: "shop",
  region: "eu-central-1",
  created_at: new Date((now - 90 * 86_400) * 1000).toISOString(),
  status: "ACTIVE_HEALTHY",
  database: { host: `db.${params.ref}.supabase.co`, version: "17.4.1.074", postgres_engine: "17" },
});

const INFO: Record<string, object> = {
  auth: {
    name: "GoTrue",
    version: "v2.180.0",
    description: "GoTrue is a user registration and authentication API",
  },
  realtime: { healthy: true, db_connected: true, connected_cluster: 1 },
};

const health = (asked: Asked, states: Record<string, { status: string; error?: string }> = {}): Answer => {
  const names = asked.query.getAll("services");
  if (names.length === 0) return { status: 400, body: { message: "services: Required" } };
  return managed(asked, () =>
    names.map((name) => {
      const { status = "ACTIVE_HEALTHY", ...error } = states[name] ?? {};
      const healthy = status === "ACTIVE_HEALTHY";
      return { name, status, healthy, ...(healthy && INFO[name] ? { info: INFO[name] } : {}), ...error };
    }),
  );
};

const ofProject = (asked: Asked) => /^\/v1\/projects\/[^/]+$/.test(asked.path);
const ofHealth = (asked: Asked) => asked.path.endsWith("/health") && asked.path.startsWith("/v1/");

const withStatus = ({ body, ...rest }: Answer, status: string): Answer => ({
  ...rest,
  body: { ...(body as object), status },
});

/** The Management API tells `status`, and the project's gateway that nothing is behind it. */
const inState =
  (status: string) =>
  (asked: Asked, healthy: Answer): Answer =>
    ofProject(asked) ? withStatus(healthy, status) : { status: 540, body: { message: "Project paused" } };

const sick =
  (states: Record<string, { status: string; error?: string }>) =>
  (asked: Asked, healthy: Answer): Answer =>
    ofHealth(asked) ? health(asked, states) : healthy;

export default {
  id: "supabase",
  usualPort: 21207,
  routes: {
    "GET /v1/projects/:ref": (asked) => managed(asked, () => project(asked)),
    "GET /v1/projects/:ref/health": (asked) => health(asked),
    /** Of the project itself, which has an address of its own in earnest. */
    "GET /auth/v1/health": ({ headers }) =>
      headers.apikey
        ? { body: INFO.auth }
        : {
            status: 401,
            body: {
              message: "No API key found in request",
              hint: "No `apikey` request header or url param was found.",
            },
          },
  },
  faults: {
    paused: inState("INACTIVE"),
    restoring: inState("RESTORING"),
    removed: inState("REMOVED"),
    /** Not well, while each service is. */
    active_unhealthy: (asked, healthy) =>
      ofProject(asked) ? withStatus(healthy, "ACTIVE_UNHEALTHY") : healthy,
    db_unhealthy: sick({ db: { status: "UNHEALTHY", error: "timeout" } }),
    realtime_coming_up: sick({ realtime: { status: "COMING_UP" } }),
    /** Above the limit of the Management API, which is told by its own headers. */
    throttled: () => ({
      status: 429,
      headers: { ...limited, "x-ratelimit-remaining": "0" },
      body: { message: "ThrottlerException: Too Many Requests" },
    }),
    /** The same without a word of when it ends. */
    locked_out: () => ({ status: 429, body: { message: "ThrottlerException: Too Many Requests" } }),
    restricted: () => ({ status: 402, body: { message: "exceed_egress_quota" } }),
  },
} satisfies Upstream;
