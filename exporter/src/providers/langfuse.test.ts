import { describe, expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import langfuse from "./langfuse.ts";

const KEY = "sk-lf-0123456789abcdef";
const pair = { public_key: "pk-lf-1", secret_key: { env: "KEY" } };
const { probe, trouble, url } = simulated(langfuse, { secrets: { KEY } });

describe("without a key pair", () => {
  test("tells the version", async () => {
    const result = await probe();
    expect(result).toMatchObject({ outcome: "success" });
    expect(result.observations).toEqual({ version: "3.150.0", summary: "Langfuse 3.150.0" });
  });

  test("is down without its database, in Langfuse's own words", async () => {
    await trouble(own("database_unavailable"));
    expect(await probe()).toMatchObject({
      outcome: "failure",
      reason: "server_error",
      detail: "Langfuse says: Database not available",
      observations: { version: "3.150.0" },
    });
  });

  test("is degraded when nothing arrives, if that is asked for", async () => {
    await trouble(own("no_recent_events"));
    expect((await probe()).observations.degraded).toBeUndefined();
    expect(await probe({ recent_events: true })).toMatchObject({
      outcome: "success",
      observations: { degraded: "Langfuse says: No traces within the last 3 minutes" },
    });
  });

  test.each([
    ["a 503 of a proxy", { kind: "error", status: 503 }, "server_error", /^HTTP status 503$/],
    ["a 500", { kind: "error", status: 500 }, "server_error", /^HTTP status 500$/],
    ["another shape", { kind: "wrong_shape" }, "unexpected_response", /status/],
    ["half an answer", { kind: "malformed_json" }, "unexpected_response", /not JSON/],
    ["nothing at that address", { kind: "not_found" }, "not_found", /no Langfuse at base_url/],
  ] as const)("fails for %s", async (_, fault, reason, detail) => {
    await trouble(fault);
    const result = await probe();
    expect(result).toMatchObject({ outcome: "failure", reason, detail: expect.stringMatching(detail) });
  });
});

describe("with a key pair", () => {
  test("names the project that the pair belongs to", async () => {
    const result = await probe({ ...pair, base_url: `${url()}/` });
    expect(result.observations).toEqual({
      version: "3.150.0",
      summary: "Langfuse 3.150.0 · project Demo",
    });
  });

  test("keeps what health said", async () => {
    await trouble(own("no_recent_events"));
    expect(await probe({ ...pair, recent_events: true })).toMatchObject({
      outcome: "success",
      observations: {
        degraded: expect.stringMatching(/^Langfuse says/),
        summary: "Langfuse 3.150.0 · project Demo",
      },
    });
  });

  test.each([
    ["revoked", own("key_revoked"), "unauthorized", /key pair was rejected/],
    ["an organization's", own("organization_key"), "forbidden", /organization/],
    ["of a deleted project", own("project_deleted"), "not_found", /project was deleted/],
  ] as const)(
    "a pair that is %s fails, and the version is told even so",
    async (_, fault, reason, detail) => {
      await trouble(fault);
      const result = await probe(pair);
      expect(result).toMatchObject({ outcome: "failure", reason, detail: expect.stringMatching(detail) });
      expect(result.observations).toEqual({ version: "3.150.0" });
      expect(JSON.stringify(result)).not.toContain(KEY);
    },
  );

  test("a limit tells the wait and the quota, which is never less than nothing", async () => {
    await trouble(own("throttled"));
    const result = await probe(pair);
    expect(result).toMatchObject({ outcome: "failure", reason: "rate_limited", retryAfterSeconds: 42 });
    const [quota] = result.observations.quotas ?? [];
    expect(quota).toEqual({ name: "requests", remaining: 0, limit: 30, resetAt: expect.any(Number) });
    expect(Math.abs((quota?.resetAt ?? 0) - result.startedAt - 42)).toBeLessThan(10);
  });

  test("an empty key is rejected, and a missing one is said to be missing", async () => {
    expect(await probe(pair, { secrets: { KEY: " " } })).toMatchObject({ reason: "unauthorized" });
    expect(await probe(pair, { secrets: {} })).toMatchObject({
      outcome: "failure",
      detail: "no such secret",
    });
  });

  test("needs both halves, and declares the quota that it belongs to", () => {
    expect(langfuse.config.safeParse({ public_key: "pk-lf-1" }).success).toBe(false);
    expect(langfuse.config.safeParse({ secret_key: { env: "KEY" } }).success).toBe(false);
    const whole = langfuse.config.parse(pair);
    expect(langfuse.observes?.(whole)).toEqual({ quotas: ["requests"] });
    expect(langfuse.credential?.(whole)).toEqual({ env: "KEY" });
    expect(langfuse.observes?.(langfuse.config.parse({}))).toEqual({});
  });
});
