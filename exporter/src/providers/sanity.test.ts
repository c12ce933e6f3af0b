import { beforeEach, describe, expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import { freshnessQuery } from "./sanity/judge.ts";
import sanity from "./sanity.ts";

const { provider: _, ...example } = sanity.example;
const { token: __, ...tokenless } = example;
const secrets = { SANITY_TOKEN: "sesame" };
const near = (value: number) => expect.closeTo(value, -1);
const now = () => Date.now() / 1000;

const simulator = simulated(sanity, { secrets });
const { trouble } = simulator;
let asked: { path: string; query: string | null; authorization: string | undefined }[];
beforeEach(() => {
  asked = [];
});
const probe = (entry: object = example) => simulator.probe(entry);

/** A Sanity that answers every query the same. */
async function play(body: unknown, { status = 200, headers = {} } = {}): Promise<void> {
  await simulator.standIn((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://sanity");
    const { authorization } = request.headers;
    asked.push({ path: pathname, query: searchParams.get("query"), authorization });
    response.writeHead(status, headers);
    response.end(JSON.stringify(body));
  });
}

describe("a dataset", () => {
  test("is healthy, with its last change, today's documents and the quota", async () => {
    const { outcome, observations } = await probe();
    expect(outcome).toBe("success");
    expect(observations).toEqual({
      activityAt: near(now() - 300),
      inventory: [{ kind: "documents", count: 4 }],
      quotas: [{ name: "requests", limit: 500, remaining: 499, resetAt: near(now() + 1) }],
      summary: "Last change 5m ago · 4 changed today",
    });
  });

  test("that is public needs no token, and its project is not asked about then", async () => {
    await play({ result: { newest: new Date().toISOString(), today: 1 } });
    expect(await probe(tokenless)).toMatchObject({ outcome: "success" });
    expect(asked).toEqual([
      {
        path: "/v2025-02-19/data/query/production",
        query: expect.stringContaining("order(_updatedAt desc)[0]._updatedAt"),
        authorization: undefined,
      },
    ]);
  });

  test("is asked for with the token, and so is its project", async () => {
    await play({ result: { newest: null, today: 0 }, isBlocked: false, isDisabled: false });
    await probe();
    expect(asked.map(({ path, authorization }) => [path, authorization])).toEqual([
      ["/v2025-02-19/data/query/production", "Bearer sesame"],
      ["/v2021-06-07/projects/abc12345", "Bearer sesame"],
    ]);
  });

  test("counts the documents of today from midnight in UTC, without drafts", () => {
    expect(freshnessQuery(Date.parse("2026-03-01T23:59:59Z") / 1000)).toBe(
      '{"newest": *[!(_id in path("drafts.**"))]|order(_updatedAt desc)[0]._updatedAt, ' +
        '"today": count(*[!(_id in path("drafts.**")) && _updatedAt >= "2026-03-01T00:00:00Z"])}',
    );
  });

  test.each([
    ["stale", "the last change was 20d ago"],
    ["empty", "no document is visible: the dataset is empty, or needs a token that may read it"],
    ["blocked", "Sanity has blocked the project"],
    ["disabled", "the project is disabled"],
    ["disabled_by_user", "the project is disabled"],
    [
      "management_forbidden",
      "the management API does not tell the project's state: the token lacks a grant: Insufficient permissions",
    ],
  ])("%s is degraded", async (name, degraded) => {
    await trouble(own(name));
    expect(await probe()).toMatchObject({ outcome: "success", observations: { degraded } });
  });

  test("may rest where the catalog sets no limit", async () => {
    await trouble(own("stale"));
    const { observations } = await probe({ ...example, active_within: undefined });
    expect(observations).toMatchObject({ summary: "Last change 20d ago · 0 changed today" });
    expect(observations.degraded).toBeUndefined();
  });

  test("without documents tells no activity", async () => {
    await trouble(own("empty"));
    const { observations } = await probe();
    expect(observations.activityAt).toBeUndefined();
    expect(observations.summary).toBe("No document");
  });
});

describe("a refusal", () => {
  const refusals: [Fault, object][] = [
    [
      { kind: "revoked" },
      {
        reason: "unauthorized",
        detail: "the token is wrong, was revoked or belongs to another project: Session not found",
      },
    ],
    [
      { kind: "forbidden" },
      { reason: "forbidden", detail: "the token lacks a grant: Insufficient permissions" },
    ],
    [{ kind: "not_found" }, { reason: "not_found", detail: "no such project or dataset: Dataset not found" }],
    [
      { kind: "rate_limited", retry_after: 7 },
      { reason: "rate_limited", retryAfterSeconds: 7 },
    ],
    [{ kind: "error", status: 503 }, { reason: "server_error" }],
    [{ kind: "malformed_json" }, { reason: "unexpected_response" }],
    [{ kind: "wrong_shape" }, { reason: "unexpected_response" }],
    [
      { kind: "own", name: "query_error" },
      { reason: "unexpected_response", detail: "Sanity rejects the request: unexpected token" },
    ],
  ];
  test.each(refusals)("by %o has its reason", async (fault, expected) => {
    await trouble(fault);
    expect(await probe()).toMatchObject({ outcome: "failure", ...expected });
  });

  test("429 without Retry-After waits for the reset, and tells the quota", async () => {
    const headers = { "ratelimit-limit": "500", "ratelimit-remaining": "0", "ratelimit-reset": "3" };
    await play({}, { status: 429, headers });
    expect(await probe()).toMatchObject({
      reason: "rate_limited",
      retryAfterSeconds: expect.closeTo(3, 1),
      observations: { quotas: [{ name: "requests", limit: 500, remaining: 0, resetAt: near(now() + 3) }] },
    });
  });

  test("the management API of the simulator demands a token", async () => {
    const answer = await fetch(`${simulator.url()}/v2021-06-07/projects/abc12345`);
    expect(answer.status).toBe(401);
  });

  test("a missing token is ours", async () => {
    expect(await probe({ ...example, token: { env: "NOWHERE" } })).toMatchObject({ reason: "internal" });
  });
});

test("declares what will be told; the quota is its address's, not a credential's", () => {
  expect(sanity.observes?.(sanity.config.parse(example))).toEqual({
    quotas: ["requests"],
    inventory: ["documents"],
    activity: true,
  });
  expect(sanity.credential).toBeUndefined();
});
