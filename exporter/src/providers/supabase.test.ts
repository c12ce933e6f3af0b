import { describe, expect, test } from "@jest/globals";
import { probeOnce } from "../../test/probe-once.ts";
import { own, simulated } from "../../test/simulated.ts";
import { systemClock } from "../clock.ts";
import { failure, type HttpRequest, type ProbeContext } from "../contract.ts";
import supabase from "./supabase.ts";

const secrets = { SUPABASE_ACCESS_TOKEN: "sbp_1234567890", SUPABASE_KEY: "sb_publishable_1234567890" };
const { provider: _, ...example } = supabase.example;
const { probe: managed, trouble, standIn, url } = simulated(supabase, { entry: example, secrets });
const byKey = () => probeOnce(supabase, { key: { env: "SUPABASE_KEY" }, project_url: url() }, { secrets });

const QUOTA = {
  name: "requests",
  limit: 120,
  remaining: 118,
  resetAt: expect.closeTo(Date.now() / 1000 + 42, -2),
};
const healthy = (name: string) => ({ name, status: "healthy" });

describe("with an access token", () => {
  test("a project whose services are all well is healthy, and tells them, its version and the quota", async () => {
    expect(await managed()).toMatchObject({
      outcome: "success",
      observations: {
        environments: ["auth", "db", "rest", "storage", "realtime", "pooler"].map(healthy),
        version: "17.4.1.074",
        quotas: [QUOTA],
        summary: "PostgreSQL 17.4.1.074 · 6 of 6 services healthy",
      },
    });
  });

  test("asks for the chosen services only, one parameter each, and to be told before its own deadline", async () => {
    const asked: string[] = [];
    const upstream = await standIn((request, response) => {
      asked.push(request.url ?? "");
      response.end(request.url?.includes("health") ? "[]" : '{"status":"ACTIVE_HEALTHY"}');
    });
    await managed({ base_url: `${upstream}/proxy/`, services: ["db", "rest"] }, { timeoutSeconds: 4 });
    expect(asked).toEqual([
      "/proxy/v1/projects/abcdefghijklmnopqrst",
      expect.stringMatching(
        /^\/proxy\/v1\/projects\/abcdefghijklmnopqrst\/health\?services=db&services=rest&timeout_ms=1\d{3}$/,
      ),
    ]);
  });

  test("an unhealthy service is down with what it says, although the answer is a 200", async () => {
    await trouble(own("db_unhealthy"));
    const result = await managed();
    expect(result).toMatchObject({
      outcome: "failure",
      reason: "server_error",
      detail: "unhealthy: db (timeout)",
      observations: { summary: "PostgreSQL 17.4.1.074 · 5 of 6 services healthy", quotas: [QUOTA] },
    });
    expect(result.observations.environments).toContainEqual({ name: "db", status: "down" });
    expect(result.observations.environments).toContainEqual(healthy("auth"));
  });

  test("an unhealthy service that is not among those asked for changes nothing", async () => {
    await trouble(own("db_unhealthy"));
    expect(await managed({ services: ["auth", "storage"] })).toMatchObject({
      outcome: "success",
      observations: { environments: [healthy("auth"), healthy("storage")] },
    });
  });

  test("a service that is coming up makes it degraded", async () => {
    await trouble(own("realtime_coming_up"));
    const { outcome, observations } = await managed();
    expect(outcome).toBe("success");
    expect(observations.degraded).toBe("realtime is coming up");
    expect(observations.environments).toContainEqual({ name: "realtime", status: "degraded" });
  });

  test("a service that the answer leaves out is unknown, and told", async () => {
    await standIn((request, response) => {
      response.end(
        request.url?.includes("health")
          ? '[{"name":"auth","status":"ACTIVE_HEALTHY"}]'
          : '{"status":"ACTIVE_HEALTHY"}',
      );
    });
    const { outcome, observations } = await managed({ services: ["auth", "db"] });
    expect(outcome).toBe("success");
    expect(observations).toEqual({
      degraded: "the state of db is not told",
      environments: [healthy("auth"), { name: "db", status: "unknown" }],
      quotas: [],
      summary: "1 of 2 services healthy",
    });
  });

  test("a project that is not well while its services are is degraded", async () => {
    await trouble(own("active_unhealthy"));
    expect(await managed()).toMatchObject({
      outcome: "success",
      observations: { degraded: "the project is ACTIVE_UNHEALTHY" },
    });
  });

  test.each([
    ["paused", "server_error", "the project is paused: restore it in its dashboard"],
    ["restoring", "server_error", "the project is being restored: wait"],
    ["removed", "not_found", "the project was removed"],
  ])("a project that is %s is down and says what to do", async (name, reason, detail) => {
    await trouble(own(name));
    expect(await managed()).toMatchObject({
      outcome: "failure",
      reason,
      detail,
      observations: { quotas: [QUOTA] },
    });
  });

  test.each([
    ["revoked", "unauthorized", /^HTTP status 401: the access token is expired/],
    ["forbidden", "forbidden", /project_admin_read$/],
    ["not_found", "not_found", /no such project, check ref$/],
    ["malformed_json", "unexpected_response", /not JSON/],
    ["wrong_shape", "unexpected_response", /status/],
  ] as const)("%s is %s", async (kind, reason, detail) => {
    await trouble({ kind });
    expect(await managed()).toMatchObject({
      outcome: "failure",
      reason,
      detail: expect.stringMatching(detail),
    });
  });

  test("their own failure is server_error", async () => {
    await trouble({ kind: "error", status: 503 });
    expect(await managed()).toMatchObject({ outcome: "failure", reason: "server_error" });
  });

  test("a rate limit waits as long as Retry-After asks", async () => {
    await trouble({ kind: "rate_limited", retry_after: 7 });
    expect(await managed()).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 7 });
  });

  test("a rate limit without Retry-After waits until the reset", async () => {
    await trouble(own("throttled"));
    expect(await managed()).toMatchObject({
      reason: "rate_limited",
      retryAfterSeconds: expect.closeTo(42, 0),
    });
  });

  test("a rate limit that says nothing waits the minute of its lock-out", async () => {
    await trouble(own("locked_out"));
    expect(await managed()).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 60 });
  });

  test("a token that is missing is our own failure, told by its name", async () => {
    expect(await managed({}, { secrets: {} })).toMatchObject({
      outcome: "failure",
      detail: expect.stringContaining("no such secret"),
    });
  });
});

describe("with a project's key", () => {
  test("Auth that answers is healthy and tells its version", async () => {
    expect(await byKey()).toMatchObject({
      outcome: "success",
      observations: { version: "v2.180.0", summary: "GoTrue v2.180.0" },
    });
  });

  test.each([
    ["revoked", "unauthorized", /the API key was rejected$/],
    ["not_found", "not_found", /paused or deleted/],
  ] as const)("%s is %s", async (kind, reason, detail) => {
    await trouble({ kind });
    expect(await byKey()).toMatchObject({ reason, detail: expect.stringMatching(detail) });
  });

  test.each([
    ["paused", "server_error", "the project is paused: restore it in its dashboard"],
    [
      "restricted",
      "forbidden",
      "the project is restricted: its organization is above a quota or owes a bill",
    ],
  ])("a project that is %s is told", async (name, reason, detail) => {
    await trouble(own(name));
    expect(await byKey()).toMatchObject({ reason, detail });
  });
});

test("the address of a project follows from its reference", async () => {
  const asked: string[] = [];
  const context = {
    clock: systemClock,
    secret: () => "key",
    http: async ({ url }: HttpRequest) => {
      asked.push(url);
      return failure("dns", "no such host");
    },
  } as unknown as ProbeContext;
  await supabase.probe(supabase.config.parse({ key: { env: "SUPABASE_KEY" }, ref: "abc" }), context);
  expect(asked).toEqual(["https://abc.supabase.co/auth/v1/health"]);
});

test.each([
  [{ ref: "abc" }, "needs either access_token or key"],
  [{ ref: "abc", key: { env: "A" }, access_token: { env: "B" } }, "needs either access_token or key"],
  [{ access_token: { env: "A" } }, "access_token needs ref"],
  [{ key: { env: "A" } }, "key needs ref or project_url"],
])("a check that cannot work is refused: %j", (entry, message) => {
  expect(supabase.config.safeParse(entry).error?.message).toContain(message);
});

test("tells beforehand what it observes, and whose quota it spends", () => {
  const config = supabase.config.parse(example);
  expect(supabase.observes?.(config)).toEqual({
    environments: ["auth", "db", "rest", "storage", "realtime", "pooler"],
    quotas: ["requests"],
  });
  expect(supabase.credential?.(config)).toEqual({ env: "SUPABASE_ACCESS_TOKEN" });
});
