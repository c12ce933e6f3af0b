import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import slack from "./slack.ts";

const TOKEN = "xoxb-0123456789-abcdef";
const { probe, trouble, standIn, url } = simulated(slack, {
  entry: { token: { env: "TOKEN" } },
  secrets: { TOKEN },
});

test("tells whose token it is", async () => {
  const result = await probe({ base_url: `${url()}/` });
  expect(result).toMatchObject({ outcome: "success" });
  expect(result.observations).toEqual({ summary: "bot in Demo" });
});

test("is well while the token has the wanted scopes, and forbidden once one is withdrawn", async () => {
  const scopes = ["chat:write", "users:read"];
  expect((await probe({ scopes })).observations).toEqual({ summary: "bot in Demo" });
  await trouble(own("scopes_withdrawn"));
  expect(await probe({ scopes })).toMatchObject({
    outcome: "failure",
    reason: "forbidden",
    detail: "the token has not the scope chat:write: add it and install again",
  });
});

test("is degraded when scopes are wanted and Slack does not tell any", async () => {
  await trouble(own("scopes_untold"));
  expect(await probe()).toMatchObject({ outcome: "success", observations: { summary: "bot in Demo" } });
  const { observations } = await probe({ scopes: ["chat:write"] });
  expect(observations.degraded).toBe("Slack does not say which scopes the token has");
});

test.each([
  ["revoked", { kind: "revoked" }, "unauthorized", "Slack says token_revoked"],
  ["unknown", own("invalid_auth"), "unauthorized", "Slack says invalid_auth"],
  ["expired", own("token_expired"), "unauthorized", /token_expired: the token must be rotated/],
  ["of a deleted user", own("account_inactive"), "unauthorized", /account_inactive: .* deleted/],
  ["without a scope", { kind: "forbidden" }, "forbidden", /missing_scope: the token needs channels:read/],
  ["without a permission", own("no_permission"), "forbidden", "Slack says no_permission"],
] as const)("a token that is %s is refused in a 200", async (_, fault, reason, detail) => {
  await trouble(fault);
  const result = await probe();
  expect(result).toMatchObject({ outcome: "failure", reason, detail: expect.stringMatching(detail) });
  expect(JSON.stringify(result)).not.toContain(TOKEN);
});

test.each([
  ["by status", { kind: "rate_limited", retry_after: 12 }, 12],
  ["in a 200", own("ratelimited"), 30],
] as const)("a limit told %s says how long to wait", async (_, fault, retryAfterSeconds) => {
  await trouble(fault);
  expect(await probe()).toMatchObject({ reason: "rate_limited", retryAfterSeconds });
});

test.each([
  ["an internal error in a 200", own("internal_error"), "server_error"],
  ["a service that is unavailable", own("service_unavailable"), "server_error"],
  ["a workspace that is being moved", own("team_added_to_org"), "server_error"],
  ["a 500", { kind: "error", status: 500 }, "server_error"],
  ["a word that nobody knows", own("unknown_word"), "unexpected_response"],
  ["an answer of another shape", { kind: "wrong_shape" }, "unexpected_response"],
  ["half an answer", { kind: "malformed_json" }, "unexpected_response"],
  ["a wrong address", { kind: "not_found" }, "not_found"],
] as const)("%s is no refusal of the token", async (_, fault, reason) => {
  await trouble(fault);
  expect(await probe()).toMatchObject({ outcome: "failure", reason });
});

test("a token of nothing is not authenticated, and a missing one is said to be missing", async () => {
  expect(await probe({}, { secrets: { TOKEN: " " } })).toMatchObject({
    reason: "unauthorized",
    detail: "Slack says not_authed",
  });
  expect(await probe({}, { secrets: {} })).toMatchObject({ outcome: "failure", detail: "no such secret" });
});

test("knows Slack's other words as well", async () => {
  const reasons = {
    ekm_access_denied: "forbidden",
    access_denied: "forbidden",
    accesslimited: "forbidden",
    fatal_error: "server_error",
    request_timeout: "server_error",
  };
  let error = "";
  await standIn((_request, response) => {
    response.end(JSON.stringify({ ok: false, error }));
  });
  for (const [word, reason] of Object.entries(reasons)) {
    error = word;
    expect(await probe()).toMatchObject({ outcome: "failure", reason });
  }
});
