import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import e2b from "./e2b.ts";

const { provider: _, ...example } = e2b.example;
const { probe, trouble, standIn, url } = simulated(e2b, {
  entry: example,
  secrets: { E2B_API_KEY: "e2b_abc" },
});

const requests = {
  name: "requests",
  limit: 20000,
  remaining: 19998,
  resetAt: expect.closeTo(Date.now() / 1000 + 30, -1),
};

test("counts all running sandboxes, though it lists one", async () => {
  const { outcome, observations } = await probe();
  expect(outcome).toBe("success");
  expect(observations).toEqual({
    inventory: [{ kind: "sandboxes", count: 3 }],
    quotas: [requests, { name: "sandboxes", limit: 20, remaining: 17 }],
    summary: "3 of 20 sandboxes running",
  });
});

test("without max_sandboxes there is no quota of them, neither told nor announced", async () => {
  const { observations } = await probe({ max_sandboxes: undefined });
  expect(observations).toMatchObject({ quotas: [requests], summary: "3 sandboxes running" });
  const config = e2b.config.parse({ api_key: { env: "E2B_API_KEY" } });
  expect(e2b.observes?.(config).quotas).toEqual(["requests"]);
});

test("as many sandboxes as the plan allows is degraded", async () => {
  await trouble(own("full"));
  expect(await probe()).toMatchObject({
    outcome: "success",
    observations: {
      degraded: "20 sandboxes run and the plan allows 20: no other one can be started",
      quotas: [requests, { name: "sandboxes", limit: 20, remaining: 0 }],
    },
  });
});

test("a route that is not limited tells no quota of requests", async () => {
  await trouble(own("unlimited"));
  const { outcome, observations } = await probe();
  expect(outcome).toBe("success");
  expect(observations.quotas?.map(({ name }) => name)).toEqual(["sandboxes"]);
});

test("an unhealthy platform is theirs, not ours", async () => {
  await trouble(own("unhealthy"));
  expect(await probe()).toMatchObject({
    reason: "server_error",
    detail: "HTTP status 503: E2B itself says that it is unhealthy",
  });
});

test("being throttled tells how long to wait", async () => {
  await trouble(own("throttled"));
  expect(await probe()).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 12 });
});

test.each<[Fault, Record<string, unknown>]>([
  [{ kind: "revoked" }, { reason: "unauthorized", detail: expect.stringMatching(/wrong or was revoked/) }],
  [{ kind: "forbidden" }, { reason: "forbidden", detail: expect.stringMatching(/team is blocked/) }],
  [{ kind: "not_found" }, { reason: "not_found" }],
  [
    { kind: "rate_limited", retry_after: 7 },
    { reason: "rate_limited", retryAfterSeconds: 7 },
  ],
  [{ kind: "error", status: 500 }, { reason: "server_error" }],
  [{ kind: "wrong_shape" }, { reason: "unexpected_response" }],
])("%j", async (fault, failure) => {
  await trouble(fault);
  expect(await probe()).toMatchObject({ outcome: "failure", ...failure });
});

test.each([
  ["204 without a body, as the specification has it", 204],
  ["200 with a text, as the code has it", 200],
])("a health check may answer %s; without a count, none is made up", async (_name, status) => {
  const keys: unknown[] = [];
  await standIn((request, response) => {
    keys.push(request.headers["x-api-key"]);
    if (request.url === "/health") response.writeHead(status).end(status === 200 ? "fine" : undefined);
    else response.end("[]");
  });
  const { outcome, observations } = await probe();
  expect({ outcome, observations }).toEqual({
    outcome: "success",
    observations: { quotas: [], summary: "the key works" },
  });
  expect(keys).toEqual([undefined, "e2b_abc"]);
});

test("without its secret nothing is asked, and the upstream would refuse", async () => {
  expect(await probe({}, { secrets: {} })).toMatchObject({ reason: "internal", detail: "no such secret" });
  expect((await fetch(`${url()}/v2/sandboxes`)).status).toBe(401);
});
