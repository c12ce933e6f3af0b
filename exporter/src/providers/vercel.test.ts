import { beforeEach, describe, expect, test } from "@jest/globals";
import { simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import vercel from "./vercel.ts";

const { provider: _, ...example } = vercel.example;
const { project: __, ...withoutProject } = example;
const secrets = { VERCEL_TOKEN: "sesame" };
const now = () => Date.now() / 1000;
const near = (value: number) => expect.closeTo(value, -1);

const simulator = simulated(vercel, { secrets });
const { trouble } = simulator;
let asked: { path: string; query: object; authorization: string | undefined }[];
beforeEach(() => {
  asked = [];
});
const probe = (entry: object = example) => simulator.probe(entry);

/** A Vercel that answers everything the same. */
async function play(body: unknown, { status = 200, headers = {} } = {}): Promise<void> {
  await simulator.standIn((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://vercel");
    const { authorization } = request.headers;
    asked.push({ path: pathname, query: Object.fromEntries(searchParams), authorization });
    response.writeHead(status, headers);
    response.end(JSON.stringify(body));
  });
}

describe("a project", () => {
  test("is healthy, with both environments, the last deployment and the quota", async () => {
    const { outcome, observations } = await probe();
    expect(outcome).toBe("success");
    expect(observations).toEqual({
      environments: [
        { name: "production", status: "healthy" },
        { name: "preview", status: "healthy" },
      ],
      activityAt: near(now() - 3600),
      quotas: [{ name: "requests", limit: 500, remaining: 497, resetAt: expect.any(Number) }],
      summary: "Production ready · Preview ready · Last deployment 1h ago",
    });
  });

  test("is asked for once for each environment, as its team", async () => {
    await play({ deployments: [] });
    await probe();
    const query = { projectId: "web", limit: "5", teamId: "team_acme" };
    const authorization = "Bearer sesame";
    expect(asked).toEqual([
      { path: "/v7/deployments", query: { ...query, target: "production" }, authorization },
      { path: "/v7/deployments", query: { ...query, target: "preview" }, authorization },
    ]);
    asked = [];
    expect((await probe({ ...example, environments: ["preview"] })).observations.environments).toEqual([
      { name: "preview", status: "unknown" },
    ]);
    expect(asked).toHaveLength(1);
  });

  test.each([
    ["production_failed", "degraded", "the last production deployment failed, an older one serves", "error"],
    ["production_never_succeeded", "down", "no production deployment of the last ones succeeded", "error"],
    ["production_building", "healthy", undefined, "building"],
  ])("%s makes production %s", async (name, status, degraded, word) => {
    await trouble({ kind: "own", name });
    const { outcome, observations } = await probe();
    expect(outcome).toBe("success");
    expect(observations.environments).toEqual([
      { name: "production", status },
      { name: "preview", status: "healthy" },
    ]);
    expect(observations.degraded).toBe(degraded);
    expect(observations.summary).toBe(`Production ${word} · Preview ready · Last deployment 1m ago`);
  });

  test("that was never deployed is degraded", async () => {
    await trouble({ kind: "own", name: "never_deployed" });
    const { outcome, observations } = await probe();
    expect(outcome).toBe("success");
    expect(observations).toMatchObject({
      degraded: "the project has no deployment",
      summary: "Production never deployed · Preview never deployed",
    });
    expect(observations.activityAt).toBeUndefined();
  });

  test.each([
    [["READY/PROMOTED"], "healthy"],
    [["READY/STAGED"], "unknown"],
    [["READY/STAGED", "ERROR", "READY/PROMOTED"], "degraded"],
    [["CANCELED", "READY"], "healthy"],
    [["DELETED", "QUEUED", "INITIALIZING", "BUILDING"], "unknown"],
    [["BLOCKED", "READY"], "degraded"],
    [["BLOCKED", "ERROR"], "down"],
  ])("production with %j is %s", async (states, status) => {
    const deployments = states.map((state) => {
      const [readyState, readySubstate] = state.split("/");
      return { readyState, readySubstate, created: Date.now() };
    });
    await play({ deployments });
    const { observations } = await probe({ ...example, environments: ["production"] });
    expect(observations.environments).toEqual([{ name: "production", status }]);
  });
});

describe("the token alone", () => {
  test("is good, and says whose it is", async () => {
    const { outcome, observations } = await probe(withoutProject);
    expect(outcome).toBe("success");
    expect(observations).toEqual({
      quotas: [expect.objectContaining({ name: "requests", remaining: 497 })],
      summary: "Signed in as demo",
    });
  });

  test("that sees only part of its user is degraded", async () => {
    await trouble({ kind: "own", name: "limited_user" });
    expect(await probe(withoutProject)).toMatchObject({
      outcome: "success",
      observations: { degraded: "the token lacks a scope, or a login to its team" },
    });
  });
});

describe("a refusal", () => {
  const refusals: [Fault, object][] = [
    [
      { kind: "revoked" },
      {
        reason: "unauthorized",
        detail: "the token is wrong, expired or was revoked: simulated: forbidden",
      },
    ],
    [
      { kind: "forbidden" },
      {
        reason: "forbidden",
        detail: "the token may not do this, or belongs to another team: simulated: forbidden",
      },
    ],
    [{ kind: "not_found" }, { reason: "not_found", detail: expect.stringContaining("no such project") }],
    [
      { kind: "rate_limited", retry_after: 7 },
      { reason: "rate_limited", retryAfterSeconds: 7 },
    ],
    [{ kind: "error", status: 503 }, { reason: "server_error" }],
    [{ kind: "malformed_json" }, { reason: "unexpected_response" }],
    [{ kind: "wrong_shape" }, { reason: "unexpected_response" }],
  ];
  test.each(refusals)("by %o has its reason", async (fault, expected) => {
    await trouble(fault);
    expect(await probe()).toMatchObject({ outcome: "failure", ...expected });
    expect(await probe(withoutProject)).toMatchObject({ outcome: "failure", ...expected });
  });

  test("without a token the simulator answers as Vercel does, 403 with missingToken", async () => {
    const answer = await fetch(`${simulator.url()}/v2/user`);
    expect(answer.status).toBe(403);
    expect(answer.headers.get("x-ratelimit-limit")).toBeNull();
    expect(await answer.json()).toMatchObject({ error: { code: "forbidden", missingToken: true } });
  });

  test.each(["missingToken", "invalidToken"])("403 with %s is a dead token", async (flag) => {
    await play({ error: { code: "forbidden", [flag]: true } }, { status: 403 });
    expect(await probe()).toMatchObject({
      reason: "unauthorized",
      detail: "the token is wrong, expired or was revoked",
    });
  });

  test.each([
    ["retry-after-ms, before Retry-After", { "retry-after-ms": "1500", "retry-after": "9" }, 1.5],
    ["Retry-After, before the reset", { "retry-after": "9", "x-ratelimit-reset": "30" }, 9],
    ["the reset in seconds to go", { "x-ratelimit-reset": "30" }, near(30)],
    ["the reset in seconds", { "x-ratelimit-reset": String(Math.round(now()) + 60) }, near(60)],
    ["the reset in milliseconds", { "x-ratelimit-reset": String(Date.now() + 60_000) }, near(60)],
    ["nothing", {}, undefined],
  ])("429 waits as %s says", async (__, headers, wait) => {
    await play({ error: { code: "rate_limited" } }, { status: 429, headers });
    const result = await probe();
    expect(result).toMatchObject({ outcome: "failure", reason: "rate_limited" });
    expect("retryAfterSeconds" in result ? result.retryAfterSeconds : undefined).toEqual(wait);
  });

  test("that comes with the quota tells it", async () => {
    const headers = { "x-ratelimit-limit": "500", "x-ratelimit-remaining": "0" };
    await play({ error: { code: "rate_limited" } }, { status: 429, headers });
    expect((await probe()).observations.quotas).toEqual([{ name: "requests", limit: 500, remaining: 0 }]);
  });

  test("a missing token is ours", async () => {
    expect(await probe({ ...example, token: { env: "NOWHERE" } })).toMatchObject({ reason: "internal" });
  });
});

test("declares what will be told, and whose quota is spent", () => {
  const config = vercel.config.parse({ ...example, environments: ["production"] });
  expect(vercel.observes?.(config)).toEqual({
    quotas: ["requests"],
    environments: ["production"],
    activity: true,
  });
  expect(vercel.observes?.(vercel.config.parse(withoutProject))).toEqual({
    quotas: ["requests"],
    environments: [],
    activity: false,
  });
  expect(vercel.credential?.(config)).toEqual({ env: "VERCEL_TOKEN" });
});

test("an environment that is named twice is refused", () => {
  const environments = ["preview", "preview"];
  expect(vercel.config.safeParse({ ...example, environments }).error?.message).toContain("must not repeat");
});
