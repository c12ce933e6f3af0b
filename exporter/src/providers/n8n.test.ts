import { describe, expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import n8n from "./n8n.ts";

const KEY = "n8n_api_0123456789abcdef";
const { probe, trouble, standIn } = simulated(n8n, { secrets: { KEY } });
const api_key = { env: "KEY" };

describe("without an API key", () => {
  test("is ready, and asks nothing else", async () => {
    const result = await probe();
    expect(result).toMatchObject({ outcome: "success" });
    expect(result.observations).toEqual({ summary: "Ready" });
  });

  test("reads version and active workflows from the metrics", async () => {
    expect((await probe({ metrics: true })).observations).toEqual({
      version: "2.8.4",
      inventory: [{ kind: "workflows", count: 12 }],
      summary: "Ready · n8n 2.8.4 · 12 active workflows",
    });
  });

  test.each([
    ["migrating", own("migrating"), "server_error", /not migrated/],
    ["without its database", own("database_lost"), "server_error", /database is not connected/],
    ["failing", { kind: "error", status: 500 }, "server_error", /^HTTP status 500/],
    ["elsewhere", { kind: "not_found" }, "not_found", /base_url or health_path is wrong/],
    ["behind a limit", { kind: "rate_limited", retry_after: 7 }, "rate_limited", /429/],
    ["of another shape", { kind: "wrong_shape" }, "unexpected_response", /status/],
  ] as const)("an n8n that is %s is not ready", async (_, fault, reason, detail) => {
    await trouble(fault);
    const result = await probe();
    expect(result).toMatchObject({ outcome: "failure", reason, detail: expect.stringMatching(detail) });
    expect("retryAfterSeconds" in result).toBe(fault.kind === "rate_limited");
  });

  test("finds readiness where N8N_ENDPOINT_HEALTH has put it", async () => {
    const paths: unknown[] = [];
    const elsewhere = await standIn(({ url }, response) => {
      paths.push(url);
      response.end('{"status":"ok"}');
    });
    await probe({ base_url: `${elsewhere}/n8n/`, health_path: "/live" });
    expect(paths).toEqual(["/n8n/live/readiness"]);
  });

  test("says so when metrics are wanted and n8n does not tell them", async () => {
    await trouble(own("metrics_disabled"));
    expect(await probe({ metrics: true })).toMatchObject({
      reason: "not_found",
      detail: expect.stringMatching(/N8N_METRICS=true/),
    });
    await standIn((_request, response) => response.end('{"status":"ok"}'));
    expect(await probe({ metrics: true })).toMatchObject({
      reason: "unexpected_response",
      detail: expect.stringMatching(/n8n_version_info/),
    });
  });
});

describe("with an API key", () => {
  test("tells when the newest execution began; what failed long ago, or by hand, is past", async () => {
    const result = await probe({ api_key });
    expect(result.observations).toEqual({
      activityAt: expect.any(Number),
      summary: "Last execution 1m ago",
    });
    expect(Math.abs((result.observations.activityAt ?? 0) - (result.startedAt - 60))).toBeLessThan(10);
  });

  test("takes the number of workflows from the metrics when it may", async () => {
    expect(await probe({ api_key, metrics: true })).toMatchObject({
      outcome: "success",
      observations: {
        version: "2.8.4",
        inventory: [{ kind: "workflows", count: 12 }],
        summary: "Last execution 1m ago · n8n 2.8.4 · 12 active workflows",
      },
    });
  });

  test.each([
    ["15m", "2 executions failed in the last 15m, the latest 2m ago"],
    ["5m", "1 execution failed in the last 5m, the latest 2m ago"],
    ["1m", undefined],
  ])("is degraded while an execution failed within %s", async (failure_window, degraded) => {
    await trouble(own("executions_failing"));
    const result = await probe({ api_key, failure_window });
    expect(result.outcome).toBe("success");
    expect(result.observations.degraded).toBe(degraded);
  });

  test("is degraded while no workflow is active, by either source", async () => {
    await trouble(own("idle"));
    const observations = { degraded: "no workflow is active", summary: "No execution yet" };
    expect((await probe({ api_key })).observations).toEqual(observations);
    const { degraded } = (await probe({ metrics: true })).observations;
    expect(degraded).toBe("no workflow is active");
  });

  test.each([
    ["revoked", { kind: "revoked" }, "unauthorized", /API key was rejected/],
    ["without a scope", { kind: "forbidden" }, "forbidden", /lacks the scope/],
    ["while n8n migrates", own("migrating"), "server_error", /is starting up/],
    ["while the database is lost", own("database_lost"), "server_error", /database is not connected/],
    ["for an API that is off", own("api_disabled"), "not_found", /public API is switched off/],
    ["for half an answer", { kind: "malformed_json" }, "unexpected_response", /not JSON/],
  ] as const)("a key %s", async (_, fault, reason, detail) => {
    await trouble(fault);
    const result = await probe({ api_key });
    expect(result).toMatchObject({ outcome: "failure", reason, detail: expect.stringMatching(detail) });
    expect(JSON.stringify(result)).not.toContain(KEY);
  });

  test("fails for workflows that it may not list", async () => {
    await standIn(({ url }, response) => {
      if (url?.startsWith("/api/v1/workflows")) response.statusCode = 403;
      response.end('{"data":[]}');
    });
    expect(await probe({ api_key })).toMatchObject({ reason: "forbidden" });
  });

  test("an empty key is rejected, and a missing one is said to be missing", async () => {
    expect(await probe({ api_key }, { secrets: { KEY: " " } })).toMatchObject({ reason: "unauthorized" });
    expect(await probe({ api_key }, { secrets: {} })).toMatchObject({
      outcome: "failure",
      detail: "no such secret",
    });
  });
});

test("declares what each way of asking will tell", () => {
  const observes = (entry: object) => n8n.observes?.(n8n.config.parse(entry));
  expect(observes({})).toEqual({ activity: false, inventory: [] });
  expect(observes({ api_key, metrics: true })).toEqual({ activity: true, inventory: ["workflows"] });
});
