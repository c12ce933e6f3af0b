import { generateKeyPairSync, verify } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import { systemClock } from "../clock.ts";
import { createMemory } from "../probe/memory.ts";
import type { Fault } from "../simulator/faults.ts";
import github from "./github.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
const secrets = { GITHUB_TOKEN: "ghp_sesame", APP_KEY: PEM, OTHER_TOKEN: "ghp_other" };
const token = { env: "GITHUB_TOKEN" };
const app = { id: 12345, installation_id: 67, private_key: { env: "APP_KEY" } };
const { provider: _, ...example } = github.example;

const now = () => Date.now() / 1000;
const near = (value: number) => expect.closeTo(value, -1);
const hour = () => Math.floor(now() / 3600) * 3600;

const simulator = simulated(github, { secrets });
const { trouble } = simulator;
let asked: { url: string; headers: IncomingMessage["headers"] }[];
beforeEach(() => {
  asked = [];
});
const probe = (entry: object = example, memory = createMemory(systemClock)) =>
  simulator.probe(entry, { memory });

/** A GitHub that answers each request by what `answer` says of it. */
async function play(answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<void> {
  await simulator.standIn((request, response) => {
    asked.push({ url: request.url ?? "", headers: request.headers });
    const body = answer(request, response);
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
const REPOSITORY = { default_branch: "trunk", pushed_at: null, archived: false, disabled: false };

describe("a repository", () => {
  test("is healthy, with its last push, its last run and the quota", async () => {
    const { outcome, observations } = await probe();
    expect(outcome).toBe("success");
    expect(observations).toEqual({
      quotas: [{ name: "core", limit: 5000, remaining: 4988, resetAt: expect.any(Number) }],
      activityAt: hour() - 120,
      environments: [{ name: "workflows", status: "healthy" }],
      summary: expect.stringMatching(/^Linked to main · Last push \d+[mh] ago$/),
    });
  });

  test("is asked once when its runs are not wanted", async () => {
    await play(() => ({ ...REPOSITORY, pushed_at: new Date().toISOString() }));
    expect(await probe({ token, repository: "acme/shop" })).toMatchObject({
      outcome: "success",
      observations: { quotas: [], summary: expect.stringMatching(/^Linked to trunk · Last push \ds ago$/) },
    });
    expect(asked.map(({ url }) => url)).toEqual(["/repos/acme/shop"]);
    expect(asked[0]?.headers).toMatchObject({
      authorization: "Bearer ghp_sesame",
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
      "user-agent": expect.stringMatching(/./),
    });
  });

  test.each([
    ["archived", "the repository is archived"],
    ["stale", "the last push was 9d ago"],
    ["failed_run", "the last run of CI on main ended in failure"],
    ["expiring_token", "the token expires in 3d"],
  ])("%s is degraded", async (name, degraded) => {
    await trouble(own(name));
    expect(await probe()).toMatchObject({ outcome: "success", observations: { degraded } });
  });

  test("an older push is no worry where the catalog allows for it", async () => {
    await trouble(own("stale"));
    expect((await probe({ ...example, active_within: "10d" })).observations.degraded).toBeUndefined();
  });

  test("all that is amiss is told at once", async () => {
    await play(() => ({ ...REPOSITORY, archived: true, disabled: true }));
    expect((await probe({ token, repository: "acme/shop" })).observations).toEqual({
      quotas: [],
      summary: "Linked to trunk · No push yet",
      degraded: "the repository is archived; the repository is disabled; nothing was pushed yet",
    });
  });

  test.each([
    ["success", "healthy"],
    ["neutral", "healthy"],
    ["skipped", "healthy"],
    ["action_required", "degraded"],
    ["failure", "down"],
    ["timed_out", "down"],
    ["startup_failure", "down"],
    ["cancelled", "unknown"],
    ["stale", "unknown"],
  ])("a run that ended in %s makes its workflows %s", async (conclusion, status) => {
    await play(({ url }) =>
      url?.includes("/runs?") ? { workflow_runs: [{ name: "CI", conclusion }] } : REPOSITORY,
    );
    const { observations } = await probe({ token, repository: "acme/shop", workflow_runs: true });
    expect(observations.environments).toEqual([{ name: "workflows", status }]);
    expect(asked[1]?.url).toBe(
      "/repos/acme/shop/actions/runs?branch=trunk&status=completed&per_page=1&exclude_pull_requests=true",
    );
  });

  test("that has never run a workflow makes them unknown", async () => {
    await play(({ url }) => (url?.includes("/runs?") ? { workflow_runs: [] } : REPOSITORY));
    const { observations } = await probe({ token, repository: "acme/shop", workflow_runs: true });
    expect(observations.environments).toEqual([{ name: "workflows", status: "unknown" }]);
  });

  test("that was renamed is followed", async () => {
    await play(({ url }, response) => {
      if (url !== "/repos/acme/old") return REPOSITORY;
      response.writeHead(301, { location: "/repositories/1296269" });
      return { message: "Moved Permanently" };
    });
    expect(await probe({ token, repository: "acme/old" })).toMatchObject({ outcome: "success" });
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill("Bearer ghp_sesame"));
  });
});

describe("conditional requests", () => {
  test("an answer that has not changed is not sent again, and counts the same", async () => {
    let sent = 0;
    await play(({ headers }, response) => {
      response.setHeader("etag", '"v1"');
      response.setHeader("x-ratelimit-remaining", "7");
      if (headers["if-none-match"] !== '"v1"') return { ...REPOSITORY, n: ++sent };
      response.statusCode = 304;
      return undefined;
    });
    const memory = createMemory(systemClock);
    const first = await probe({ token, repository: "acme/shop" }, memory);
    const second = await probe({ token, repository: "acme/shop" }, memory);
    expect(second.observations).toEqual(first.observations);
    expect(second.observations.quotas).toEqual([{ name: "core", remaining: 7 }]);
    expect(sent).toBe(1);
    await probe({ token: { env: "OTHER_TOKEN" }, repository: "acme/shop" }, memory);
    expect(sent).toBe(2);
  });

  test("the simulator speaks them as well", async () => {
    const url = `${simulator.url()}/repos/acme/shop`;
    const etag = (await fetch(url)).headers.get("etag") ?? "";
    expect((await fetch(url, { headers: { "if-none-match": etag } })).status).toBe(304);
  });
});

describe("the quota alone", () => {
  test("is told for each resource, and costs one free request", async () => {
    expect((await probe({ token })).observations).toEqual({
      quotas: [
        { name: "core", limit: 5000, remaining: 4988, resetAt: expect.any(Number) },
        { name: "search", limit: 30, remaining: 18, resetAt: expect.any(Number) },
        { name: "graphql", limit: 5000, remaining: 5000, resetAt: expect.any(Number) },
      ],
      summary: "4988 of 5000 requests left",
    });
  });

  test("may come without GraphQL's", async () => {
    const limit = { limit: 60, remaining: 1, reset: 1 };
    await play(() => ({ resources: { core: limit, search: limit } }));
    expect((await probe({ token })).observations.quotas?.map(({ name }) => name)).toEqual(["core", "search"]);
  });
});

describe("a refusal", () => {
  const refusals: [Fault, object][] = [
    [
      { kind: "revoked" },
      { reason: "unauthorized", detail: "GitHub rejects the credential: Bad credentials" },
    ],
    [
      { kind: "forbidden" },
      {
        reason: "forbidden",
        detail:
          "a permission is missing; it takes metadata=read: Resource not accessible by personal access token",
      },
    ],
    [
      { kind: "own", name: "actions_forbidden" },
      { reason: "forbidden", detail: expect.stringContaining("it takes actions=read") },
    ],
    [
      { kind: "own", name: "primary_limit" },
      {
        reason: "rate_limited",
        detail: "the quota core is used up",
        retryAfterSeconds: near(90),
        observations: { quotas: [{ name: "core", limit: 5000, remaining: 0, resetAt: near(now() + 90) }] },
      },
    ],
    [
      { kind: "own", name: "secondary_limit" },
      { reason: "rate_limited", retryAfterSeconds: 60 },
    ],
    [
      { kind: "rate_limited", retry_after: 7 },
      { reason: "rate_limited", retryAfterSeconds: 7 },
    ],
    [
      { kind: "not_found" },
      { reason: "not_found", detail: "no /repos/acme/shop, or the credential may not see it" },
    ],
    [{ kind: "error", status: 502 }, { reason: "server_error" }],
    [{ kind: "malformed_json" }, { reason: "unexpected_response" }],
    [{ kind: "wrong_shape" }, { reason: "unexpected_response" }],
  ];
  test.each(refusals)("by %o has its reason", async (fault, expected) => {
    await trouble(fault);
    expect(await probe()).toMatchObject({ outcome: "failure", ...expected });
  });

  test("403 with Retry-After is a secondary limit, whatever it says", async () => {
    await play((_, response) => {
      response.writeHead(403, { "retry-after": "30", "x-ratelimit-remaining": "4000" });
      return { message: "Slow down" };
    });
    expect(await probe()).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 30 });
  });

  test("a missing token is ours", async () => {
    expect(await probe({ token: { env: "NOWHERE" } })).toMatchObject({ reason: "internal" });
  });
});

describe("a GitHub App", () => {
  let rejected: string[];
  let issued: number;
  /** Verifies the JWT, issues numbered tokens, and rejects some. */
  const playApp = () =>
    play(({ method, headers }, response) => {
      const bearer = headers.authorization?.replace("Bearer ", "") ?? "";
      if (method === "POST") {
        const [head, claims, signature] = bearer.split(".");
        const good = verify(
          "sha256",
          Buffer.from(`${head}.${claims}`),
          publicKey,
          Buffer.from(signature ?? "", "base64url"),
        );
        expect(good).toBe(true);
        expect(JSON.parse(Buffer.from(head ?? "", "base64url").toString())).toEqual({
          alg: "RS256",
          typ: "JWT",
        });
        const { iss, iat, exp } = JSON.parse(Buffer.from(claims ?? "", "base64url").toString());
        expect({ iss, iat, exp }).toEqual({ iss: "12345", iat: near(now() - 60), exp: near(now() + 540) });
        response.statusCode = 201;
        return { token: `ghs_${++issued}`, expires_at: new Date((now() + 3600) * 1000).toISOString() };
      }
      if (!rejected.includes(bearer)) return REPOSITORY;
      response.statusCode = 401;
      return { message: "Bad credentials" };
    });
  beforeEach(() => {
    rejected = [];
    issued = 0;
  });
  const entry = { app, repository: "acme/shop" };

  test("is healthy by a token of its installation", async () => {
    expect(await probe({ ...entry, workflow_runs: true })).toMatchObject({ outcome: "success" });
  });

  test("keeps its token from probe to probe", async () => {
    await playApp();
    const memory = createMemory(systemClock);
    for (const _ of [1, 2]) expect(await probe(entry, memory)).toMatchObject({ outcome: "success" });
    expect(asked.map(({ url }) => url)).toEqual([
      "/app/installations/67/access_tokens",
      "/repos/acme/shop",
      "/repos/acme/shop",
    ]);
    expect(asked[2]?.headers.authorization).toBe("Bearer ghs_1");
  });

  test("fetches another token when the one it kept is rejected", async () => {
    await playApp();
    const memory = createMemory(systemClock);
    await probe(entry, memory);
    rejected = ["ghs_1"];
    expect(await probe(entry, memory)).toMatchObject({ outcome: "success" });
    expect(issued).toBe(2);
  });

  test("a fresh token that is rejected is not fetched for ever", async () => {
    await playApp();
    rejected = ["ghs_1", "ghs_2"];
    expect(await probe(entry)).toMatchObject({ reason: "unauthorized" });
    expect(issued).toBe(1);
  });

  test("whose installation was suspended says so", async () => {
    await trouble(own("suspended"));
    expect(await probe(entry)).toMatchObject({
      reason: "forbidden",
      detail: "no installation token: a permission is missing: This installation has been suspended",
    });
  });

  test("whose key is no key is our misconfiguration", async () => {
    expect(await probe({ app: { ...app, private_key: token } })).toMatchObject({
      reason: "internal",
      detail: "ours misconfigured: private_key is not an RSA private key in PEM",
    });
  });
});

describe("the configuration", () => {
  test.each([
    [{}, "either token or app"],
    [{ token, app }, "either token or app"],
    [{ token, workflow_runs: true }, "needs a repository"],
    [{ token, repository: "acme/shop", branch: "main" }, "needs workflow_runs"],
    [{ token, repository: "shop" }, "owner/name"],
  ])("%j is refused", (entry, why) => {
    expect(github.config.safeParse(entry).error?.message).toContain(why);
  });

  test("declares what will be told, and whose quota is spent", () => {
    const declared = (entry: object) => github.observes?.(github.config.parse(entry));
    expect(declared(example)).toEqual({ quotas: ["core"], environments: ["workflows"], activity: true });
    expect(declared({ token })).toEqual({
      quotas: ["core", "search", "graphql"],
      environments: [],
      activity: false,
    });
    expect(github.credential?.(github.config.parse({ app }))).toEqual(app.private_key);
  });
});
