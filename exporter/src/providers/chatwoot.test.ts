import { describe, expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import chatwoot from "./chatwoot.ts";

const { provider: _, ...example } = chatwoot.example;
const simulator = simulated(chatwoot, { secrets: { CHATWOOT_TOKEN: "token-1234567890" } });
const { trouble, standIn } = simulator;
const probe = (entry: object = example) => simulator.probe(entry);

const environments = (queue: string, data: string) => [
  { name: "queue", status: queue },
  { name: "data", status: data },
];

describe("without a token", () => {
  test("tells the version and that both services are well", async () => {
    const { outcome, observations } = await probe({});
    expect(outcome).toBe("success");
    expect(observations).toEqual({
      version: "4.16.2",
      environments: environments("healthy", "healthy"),
      summary: "Chatwoot 4.16.2",
    });
  });

  test("asks one question, and none for a profile", async () => {
    await trouble({ kind: "revoked" });
    expect(await probe({})).toMatchObject({ outcome: "success" });
  });
});

test.each([
  ["queue_failing", "failing: queue_services (Redis)", environments("down", "healthy")],
  ["data_failing", "failing: data_services (PostgreSQL)", environments("healthy", "down")],
  [
    "all_failing",
    "failing: data_services (PostgreSQL), queue_services (Redis)",
    environments("down", "down"),
  ],
])("%s in a 200 is down, and tells which", async (name, detail, expected) => {
  await trouble(own(name));
  expect(await probe()).toMatchObject({
    outcome: "failure",
    reason: "server_error",
    detail,
    observations: { version: "4.16.2", environments: expected },
  });
});

test("a service that is neither ok nor failing counts as failing", async () => {
  await standIn((_, response) =>
    response.end('{"version":"4.16.2","queue_services":null,"data_services":"ok"}'),
  );
  expect(await probe({})).toMatchObject({
    reason: "server_error",
    detail: "failing: queue_services (Redis)",
  });
});

describe("with a token", () => {
  test("tells the role in the account", async () => {
    const { outcome, observations } = await probe();
    expect(outcome).toBe("success");
    expect(observations).toEqual({
      version: "4.16.2",
      environments: environments("healthy", "healthy"),
      summary: "Chatwoot 4.16.2 · administrator of Acme",
    });
  });

  test("without an account it tells how many there are", async () => {
    const { observations } = await probe({ token: example.token });
    expect(observations.summary).toBe("Chatwoot 4.16.2 · 2 accounts");
  });

  test("shows nothing of the tokens that the profile holds", async () => {
    expect(JSON.stringify(await probe())).not.toMatch(/-of-ada/);
    expect(JSON.stringify(await probe({ ...example, account_id: 9 }))).not.toMatch(/-of-ada/);
  });

  test("an account that the user is not in is forbidden, with those that there are", async () => {
    expect(await probe({ ...example, account_id: 9 })).toMatchObject({
      outcome: "failure",
      reason: "forbidden",
      detail: "the token's user is not in account 9, but in 1, 2: invite the user, or check account_id",
    });
  });

  test.each([
    ["suspended", /^account 1 is suspended/],
    ["bot_token", /^the access token is a bot's or a platform's/],
  ])("%s is forbidden, with what it is", async (name, detail) => {
    await trouble(own(name));
    expect(await probe()).toMatchObject({ reason: "forbidden", detail: expect.stringMatching(detail) });
  });

  test("a revoked token is told, and that Chatwoot itself is well", async () => {
    await trouble({ kind: "revoked" });
    expect(await probe()).toMatchObject({
      outcome: "failure",
      reason: "unauthorized",
      detail: expect.stringMatching(/the access token was rejected/),
      observations: { environments: environments("healthy", "healthy"), version: "4.16.2" },
    });
  });

  test("a token that is missing is our own failure, told by its name", async () => {
    expect(await simulator.probe(example, { secrets: {} })).toMatchObject({
      outcome: "failure",
      detail: expect.stringContaining("no such secret"),
    });
  });
});

test.each([
  ["forbidden", "forbidden", /this address may not ask/],
  ["not_found", "not_found", /check base_url$/],
  ["malformed_json", "unexpected_response", /not JSON/],
  ["wrong_shape", "unexpected_response", /version/],
] as const)("%s is %s", async (kind, reason, detail) => {
  await trouble({ kind });
  expect(await probe()).toMatchObject({
    outcome: "failure",
    reason,
    detail: expect.stringMatching(detail),
  });
});

test("their own failure is server_error", async () => {
  await trouble({ kind: "error", status: 500 });
  expect(await probe()).toMatchObject({ outcome: "failure", reason: "server_error" });
});

test("a rate limit waits the minute that is counted by, or as long as a proxy's Retry-After asks", async () => {
  await trouble(own("throttled"));
  expect(await probe()).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 60 });
  await trouble({ kind: "rate_limited", retry_after: 7 });
  expect(await probe()).toMatchObject({ reason: "rate_limited", retryAfterSeconds: 7 });
});

test("an account without a token is refused", () => {
  expect(chatwoot.config.safeParse({ account_id: 1 }).error?.message).toContain("account_id needs token");
});

test("tells beforehand which services it observes", () => {
  expect(chatwoot.observes?.(chatwoot.config.parse({}))).toEqual({ environments: ["queue", "data"] });
});
