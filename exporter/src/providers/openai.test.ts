import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import openai from "./openai.ts";

const KEY = "sk-proj-0123456789abcdef";
const { probe, trouble, standIn } = simulated(openai, {
  entry: { api_key: { env: "KEY" } },
  secrets: { KEY },
});
const measuring = { model: "gpt-4o-mini", measure_limits: true };

test("counts the models that the key may use, and tells no quotas unless asked", async () => {
  expect(await probe()).toMatchObject({ outcome: "success", observations: { summary: "3 models" } });
  const { observations } = await probe({ model: "gpt-5" });
  expect(observations).toEqual({ summary: "gpt-5 and 3 models in all" });
});

test("does not find a model that the key may not use", async () => {
  const result = await probe({ model: "gpt-9" });
  expect(result).toMatchObject({ outcome: "failure", reason: "not_found" });
  expect(result).toHaveProperty("detail", expect.stringMatching(/^gpt-9 is not among the 3 models/));
});

test("measures what is left of requests and tokens, with their resets", async () => {
  const { observations, startedAt } = await probe(measuring);
  expect(observations).toEqual({
    summary: "gpt-4o-mini · 499 requests left · 199990 tokens left",
    quotas: [
      { name: "requests", remaining: 499, limit: 500, resetAt: expect.any(Number) },
      { name: "tokens", remaining: 199_990, limit: 200_000, resetAt: expect.any(Number) },
    ],
  });
  const [requests, tokens] = observations.quotas ?? [];
  expect((requests?.resetAt ?? 0) - startedAt).toBeLessThan(60);
  expect(Math.abs((tokens?.resetAt ?? 0) - startedAt - 360)).toBeLessThan(10);
});

test("declares quotas, and the key that they belong to, only when it measures them", () => {
  const settings = { api_key: { env: "KEY" }, model: "gpt-5" };
  const quiet = openai.config.parse(settings);
  expect(openai.observes?.(quiet)).toEqual({});
  expect(openai.credential?.(quiet)).toBeUndefined();
  const loud = openai.config.parse({ ...settings, measure_limits: true });
  expect(openai.observes?.(loud)).toEqual({ quotas: ["requests", "tokens", "project_tokens"] });
  expect(openai.credential?.(loud)).toEqual({ env: "KEY" });
  expect(openai.config.safeParse({ api_key: { env: "KEY" }, measure_limits: true }).success).toBe(false);
});

test("a limit reached while measuring tells the wait to the millisecond, and that nothing is left", async () => {
  await trouble(own("throttled"));
  expect(await probe(measuring)).toMatchObject({
    outcome: "failure",
    reason: "rate_limited",
    retryAfterSeconds: 1.25,
    detail: "too fast for the limits (rate_limit_exceeded)",
    observations: { quotas: [{ name: "requests", remaining: 0 }, { name: "tokens" }] },
  });
});

test("a model that cannot answer with one token is our mistake, and no outage", async () => {
  await trouble(own("too_few_tokens"));
  expect(await probe(measuring)).toMatchObject({
    outcome: "success",
    observations: { degraded: expect.stringMatching(/^gpt-4o-mini does not answer with a single token/) },
  });
});

test.each([
  ["revoked", { kind: "revoked" }, "unauthorized", /key was rejected.*invalid_api_key/],
  ["missing a permission", { kind: "forbidden" }, "forbidden", /lacks a permission.*missing_scope/],
  [
    "in a country that is not served",
    own("unsupported_country"),
    "forbidden",
    /country is not served.*unsupported_country/,
  ],
  ["out of credit", own("insufficient_quota"), "quota_exhausted", /out of credit.*pay/],
  ["limited", { kind: "rate_limited", retry_after: 7 }, "rate_limited", /too fast/, 7],
  ["asked to slow down", own("slow_down"), "rate_limited", /slow_down/, 20],
  ["with an overloaded API", own("overloaded"), "server_error", /server_is_overloaded/],
  ["with a failing API", { kind: "error", status: 500 }, "server_error", /^HTTP status 500$/],
  ["with nothing at that address", { kind: "not_found" }, "not_found", /^HTTP status 404: base_url/],
  ["with another shape", { kind: "wrong_shape" }, "unexpected_response", /data/],
] as const)("a key %s", async (_, fault, reason, detail, wait: number | undefined = undefined) => {
  await trouble(fault);
  const result = await probe();
  expect(result).toMatchObject({ outcome: "failure", reason, detail: expect.stringMatching(detail) });
  expect("retryAfterSeconds" in result ? result.retryAfterSeconds : undefined).toBe(wait);
  expect(JSON.stringify(result)).not.toContain("sk-");
});

test("says which secret is missing", async () => {
  expect(await probe({}, { secrets: {} })).toMatchObject({ outcome: "failure", detail: "no such secret" });
});

test("names organization and project, keeps a proxy's path, and reads the limit of a project", async () => {
  const asked: unknown[] = [];
  const proxy = await standIn(({ url, headers, method }, response) => {
    asked.push([
      method,
      url,
      headers["openai-organization"],
      headers["openai-project"],
      headers.authorization,
    ]);
    response.setHeader("x-ratelimit-remaining-project-tokens", "5");
    response.end(JSON.stringify({ data: [{ id: "gpt-4o-mini" }], choices: [{}] }));
  });
  const ids = { organization: "org-1", project: "proj_2" };
  const { observations } = await probe({ ...measuring, ...ids, base_url: `${proxy}/openai/` });
  expect(observations.quotas).toEqual([{ name: "project_tokens", remaining: 5 }]);
  expect(asked).toEqual([
    ["GET", "/openai/v1/models", "org-1", "proj_2", `Bearer ${KEY}`],
    ["POST", "/openai/v1/chat/completions", "org-1", "proj_2", `Bearer ${KEY}`],
  ]);
});
