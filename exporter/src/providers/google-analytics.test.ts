import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import analytics from "./google-analytics.ts";

const secrets = { GOOGLE_REFRESH_TOKEN: "1//refresh-0123456789", GOOGLE_CLIENT_SECRET: "GOCSPX-0123456789" };
const { provider: _, ...example } = analytics.example;
const { probe, trouble } = simulated(analytics, { entry: example, secrets });

const STANDARD = [
  { name: "tokens_per_day", remaining: 199_998, limit: 200_000 },
  { name: "tokens_per_hour", remaining: 39_998, limit: 40_000 },
  { name: "tokens_per_project_per_hour", remaining: 13_998, limit: 14_000 },
  { name: "concurrent_requests", remaining: 10, limit: 10 },
  { name: "server_errors_per_project_per_hour", remaining: 10, limit: 10 },
];

test("a property that answers is healthy, and tells its quotas and yesterday's sessions", async () => {
  const { outcome, observations } = await probe();
  expect({ outcome, observations }).toEqual({
    outcome: "success",
    observations: { quotas: STANDARD, summary: "42 sessions yesterday" },
  });
});

test("the limits of the quotas are those of the property's plan", async () => {
  const { observations } = await probe({ plan: "360" });
  expect(observations.quotas?.map(({ limit }) => limit)).toEqual([2_000_000, 400_000, 140_000, 50, 50]);
});

test("each quota that is told is announced", async () => {
  const { observations } = await probe();
  const config = analytics.config.parse({ ...example });
  expect(analytics.observes?.(config)).toEqual({ quotas: observations.quotas?.map(({ name }) => name) });
});

test("a day without sessions is a report without rows, and healthy", async () => {
  await trouble(own("no_rows"));
  expect(await probe()).toMatchObject({
    outcome: "success",
    observations: { summary: "no sessions yesterday", quotas: STANDARD },
  });
});

test("a report that tells no quotas is healthy", async () => {
  await trouble(own("no_quotas"));
  const { outcome, observations } = await probe();
  expect({ outcome, observations }).toEqual({
    outcome: "success",
    observations: { quotas: [], summary: "42 sessions yesterday" },
  });
});

test("a property whose tokens are spent is degraded, and one that is only busy is not", async () => {
  await trouble(own("tokens_spent"));
  expect(await probe()).toMatchObject({
    outcome: "success",
    observations: { degraded: "nothing left of tokens_per_hour, tokens_per_project_per_hour" },
  });
  await trouble(own("busy"));
  expect((await probe()).observations).not.toHaveProperty("degraded");
});

test.each<[Fault, object]>([
  [{ kind: "revoked" }, { reason: "unauthorized" }],
  [{ kind: "forbidden" }, { reason: "forbidden" }],
  [{ kind: "not_found" }, { reason: "not_found" }],
  [
    { kind: "rate_limited", retry_after: 30 },
    { reason: "rate_limited", retryAfterSeconds: 30 },
  ],
  [
    { kind: "own", name: "resource_exhausted" },
    { reason: "rate_limited", retryAfterSeconds: 3 },
  ],
  [{ kind: "error", status: 503 }, { reason: "server_error" }],
  [{ kind: "wrong_shape" }, { reason: "unexpected_response" }],
])("%j is told apart", async (value, expected) => {
  await trouble(value);
  expect(await probe()).toMatchObject({ outcome: "failure", ...expected });
});

test.each([
  [123, true],
  ["123", true],
  ["G-ABC123", false],
  ["properties/123", false],
])("the property %j is accepted: %j", (property, accepted) => {
  expect(analytics.config.safeParse({ ...example, property }).success).toBe(accepted);
});
