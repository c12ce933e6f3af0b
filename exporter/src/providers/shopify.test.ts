import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import { systemClock } from "../clock.ts";
import { failure, type HttpRequest, type ProbeContext } from "../contract.ts";
import shopify from "./shopify.ts";

const { provider: _, ...example } = shopify.example;
const { probe, trouble, standIn } = simulated(shopify, {
  entry: example,
  secrets: { SHOPIFY_TOKEN: "shpat_1234567890" },
});

test("tells the shop, its plan, the version that answered and the points that are left", async () => {
  const { outcome, observations } = await probe();
  expect(outcome).toBe("success");
  expect(observations).toEqual({
    version: "2026-07",
    summary: "Acme · Plus · 1998 of 2000 points",
    // 2 points are missing, and 100 come back each second.
    quotas: [
      { name: "cost", limit: 2000, remaining: 1998, resetAt: expect.closeTo(Date.now() / 1000 + 0.02, 0) },
    ],
  });
});

test("a throttled query is a rate limit in a 200, until the bucket holds its cost again", async () => {
  await trouble(own("throttled"));
  expect(await probe()).toMatchObject({
    outcome: "failure",
    reason: "rate_limited",
    // The query costs 252 points and 52 are left; 100 come back each second.
    retryAfterSeconds: 2,
    observations: {
      quotas: [
        { name: "cost", limit: 2000, remaining: 52, resetAt: expect.closeTo(Date.now() / 1000 + 19.48, 0) },
      ],
    },
  });
});

test("a version that has expired answers in a later one, and is told", async () => {
  expect(await probe({ api_version: "2025-01" })).toMatchObject({
    outcome: "success",
    observations: {
      version: "2025-10",
      degraded: "API version 2025-01 has expired: 2025-10 answered, update api_version",
    },
  });
  await trouble(own("version_expired"));
  expect((await probe()).observations.degraded).toMatch(/^API version 2026-07 has expired: 2026-10 answered/);
});

test("a version that never was is not found", async () => {
  expect(await probe({ api_version: "2099-01" })).toMatchObject({
    reason: "not_found",
    detail: "HTTP status 404: no such shop or version, check shop and api_version",
  });
});

test.each([
  ["revoked", "unauthorized", /uninstalled from the shop$/],
  ["forbidden", "forbidden", /lacks an access scope$/],
  ["not_found", "not_found", /check shop and api_version$/],
  ["malformed_json", "unexpected_response", /not JSON/],
  ["wrong_shape", "unexpected_response", /^the answer has neither data nor errors$/],
] as const)("%s is %s", async (kind, reason, detail) => {
  await trouble({ kind });
  expect(await probe()).toMatchObject({
    outcome: "failure",
    reason,
    detail: expect.stringMatching(detail),
  });
});

test.each([
  ["access_denied", "forbidden", /^access denied/],
  ["shop_inactive", "forbidden", /^the shop is inactive$/],
  ["internal_error", "server_error", /^Shopify failed inside: Internal error/],
  ["max_cost_exceeded", "unexpected_response", /^the query was refused: Query cost exceeds/],
])("%s in a 200 is %s, and the quota is told still", async (name, reason, detail) => {
  await trouble(own(name));
  expect(await probe()).toMatchObject({
    outcome: "failure",
    reason,
    detail: expect.stringMatching(detail),
    observations: { quotas: [{ name: "cost", remaining: 1998 }] },
  });
});

test.each([
  ["frozen", /^HTTP status 402: the shop is frozen/],
  ["locked", /^HTTP status 423: the shop is locked/],
  ["security_rejection", /^HTTP status 430: rejected as an attack/],
])("a shop that is out of service is forbidden with its own words: %s", async (name, detail) => {
  await trouble(own(name));
  expect(await probe()).toMatchObject({ reason: "forbidden", detail: expect.stringMatching(detail) });
});

test("their own failure is server_error", async () => {
  await trouble({ kind: "error", status: 502 });
  expect(await probe()).toMatchObject({ outcome: "failure", reason: "server_error" });
});

test("a 429 waits as long as Retry-After says, with a fraction or without", async () => {
  await trouble({ kind: "rate_limited", retry_after: 7 });
  expect(await probe()).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 7 });
  await trouble(own("too_many_calls"));
  expect(await probe()).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 2 });
});

test("an answer that tells no cost has no quota and is well", async () => {
  await standIn((_, response) =>
    response.end('{"data":{"shop":{"name":"Acme","plan":{"publicDisplayName":"Basic"}}}}'),
  );
  const { outcome, observations } = await probe();
  expect(outcome).toBe("success");
  expect(observations).toEqual({ version: "2026-07", quotas: [], summary: "Acme · Basic" });
});

test("a token that is missing is our own failure, told by its name", async () => {
  expect(await probe({}, { secrets: {} })).toMatchObject({
    outcome: "failure",
    detail: expect.stringContaining("no such secret"),
  });
});

test("the address follows from the shop, and the token stands in its own header", async () => {
  const asked: HttpRequest[] = [];
  const context = {
    clock: systemClock,
    secret: () => "shpat_1",
    http: async (request: HttpRequest) => {
      asked.push(request);
      return failure("dns", "no such host");
    },
  } as unknown as ProbeContext;
  await shopify.probe(shopify.config.parse(example), context);
  expect(asked).toEqual([
    {
      method: "POST",
      url: "https://acme.myshopify.com/admin/api/2026-07/graphql.json",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        "x-shopify-access-token": "shpat_1",
      },
      body: '{"query":"{ shop { name plan { publicDisplayName } } }"}',
    },
  ]);
});

test("tells beforehand that it observes the cost, and whose quota it spends", () => {
  const config = shopify.config.parse(example);
  expect(shopify.observes?.(config)).toEqual({ quotas: ["cost"] });
  expect(shopify.credential?.(config)).toEqual({ env: "SHOPIFY_TOKEN" });
});
