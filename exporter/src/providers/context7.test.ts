import { expect, test } from "@jest/globals";
import { probeOnce } from "../../test/probe-once.ts";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import context7 from "./context7.ts";

const { provider: _, ...example } = context7.example;
const {
  probe: withKey,
  trouble,
  standIn,
  url,
} = simulated(context7, { entry: example, secrets: { CONTEXT7_API_KEY: "ctx7sk-abc" } });
const withoutKey = () => probeOnce(context7, { mcp_url: url() });

test("with a key it searches, and asks for no quota that it is not told", async () => {
  const { outcome, observations } = await withKey();
  expect({ outcome, observations }).toEqual({
    outcome: "success",
    observations: { quotas: [], summary: "finds /facebook/react" },
  });
});

test("without a key it pings, and announces no quota", async () => {
  const { outcome, observations } = await withoutKey();
  expect({ outcome, observations }).toEqual({
    outcome: "success",
    observations: { summary: "answers pings" },
  });
  expect(context7.observes?.(context7.config.parse({}))).toEqual({});
  expect(context7.observes?.(context7.config.parse(example))).toEqual({ quotas: ["requests"] });
});

test("a quota in the headers of a good answer is told, its reset being a time", async () => {
  await trouble(own("budgeted"));
  const { observations } = await withKey();
  expect(observations.quotas).toEqual([
    { name: "requests", limit: 1000, remaining: 940, resetAt: expect.closeTo(Date.now() / 1000 + 3600, -1) },
  ]);
});

test("a 429 tells the wait and the quota", async () => {
  await trouble(own("throttled"));
  expect(await withKey()).toMatchObject({
    reason: "rate_limited",
    retryAfterSeconds: 42,
    observations: { quotas: [{ name: "requests", limit: 1000, remaining: 0 }] },
  });
});

test.each([
  [{ library: "no-such-library" }, undefined, "the search does not find no-such-library"],
  [{}, "library_in_error", "processing of /facebook/react ended in an error"],
])("searching with %j during %s is degraded", async (over, fault, degraded) => {
  if (fault) await trouble(own(fault));
  expect(await withKey(over)).toMatchObject({ outcome: "success", observations: { degraded } });
});

test.each([
  ["spending_limit", { reason: "forbidden", detail: "HTTP status 402: the spending limit is reached" }],
  ["search_failed", { reason: "server_error", detail: "HTTP status 503: the search failed" }],
])("%s", async (fault, failure) => {
  await trouble(own(fault));
  expect(await withKey()).toMatchObject(failure);
});

test("a ping that does not say ok is down", async () => {
  await trouble(own("ill_ping"));
  expect(await withoutKey()).toMatchObject({ reason: "server_error", detail: "its ping does not say ok" });
});

test.each<[Fault, Record<string, unknown>]>([
  [{ kind: "revoked" }, { reason: "unauthorized", detail: expect.stringMatching(/wrong or was revoked/) }],
  [{ kind: "forbidden" }, { reason: "forbidden", detail: expect.stringMatching(/plan/) }],
  [{ kind: "not_found" }, { reason: "not_found" }],
  [
    { kind: "rate_limited", retry_after: 7 },
    { reason: "rate_limited", retryAfterSeconds: 7 },
  ],
  [{ kind: "error", status: 500 }, { reason: "server_error" }],
  [{ kind: "wrong_shape" }, { reason: "unexpected_response" }],
])("%j", async (fault, failure) => {
  await trouble(fault);
  expect(await withKey()).toMatchObject({ outcome: "failure", ...failure });
  const { reason } = failure;
  expect(await withoutKey()).toMatchObject({ outcome: "failure", reason });
});

test("the key goes as a bearer token, with the search and nowhere else", async () => {
  const asked: unknown[] = [];
  await standIn((request, response) => {
    asked.push(request.url, request.headers.authorization);
    response.end('{"results":[{"id":"/facebook/react"}]}');
  });
  await withKey();
  expect(asked).toEqual([
    "/api/v2/libs/search?libraryName=react&query=react+documentation&fast=true",
    "Bearer ctx7sk-abc",
  ]);
});

test("a key that is named and missing is not replaced by a ping", async () => {
  expect(await withKey({ mcp_url: url() }, { secrets: {} })).toMatchObject({
    reason: "internal",
    detail: "no such secret",
  });
});
