import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import klavis from "./klavis.ts";

const { probe, url } = simulated(klavis, {
  entry: { api_key: { env: "KEY" }, instance: "i-1" },
  secrets: { KEY: "secret" },
});

test("an instance whose user consented is well", async () => {
  const ran = await probe();
  expect(ran).toMatchObject({ outcome: "success" });
  expect(ran.observations).toEqual({ summary: "Gmail: consent given" });
});

test("an instance that needs no consent is well without", async () => {
  expect((await probe({}, { fault: own("no_consent") })).observations).toEqual({
    summary: "Gmail: needs no consent",
  });
});

test("consent that was revoked is unauthorized, and says who must act", async () => {
  expect(await probe({}, { fault: own("consent_revoked") })).toMatchObject({
    outcome: "failure",
    reason: "unauthorized",
    detail: "Gmail: the user's consent was revoked or never given, and must be given anew",
  });
});

test("without an instance the account's users tell that the key is good", async () => {
  const ran = await probe({ instance: undefined });
  expect(ran).toMatchObject({ outcome: "success", observations: { summary: "Key accepted, users: 1" } });
  expect(await probe({ instance: undefined }, { fault: { kind: "revoked" } })).toMatchObject({
    reason: "unauthorized",
  });
});

test("what is no id is refused, so that it cannot lead elsewhere", () => {
  const parsed = klavis.config.safeParse({ api_key: { env: "KEY" }, instance: "../user" });
  expect(parsed.success).toBe(false);
});

test.each<[string, Fault, string, RegExp]>([
  ["a revoked key", { kind: "revoked" }, "unauthorized", /API key is wrong or was revoked/],
  ["a key without rights", { kind: "forbidden" }, "forbidden", /may not read this/],
  ["an unknown instance", { kind: "not_found" }, "not_found", /no such instance/],
  ["an id that is none", own("malformed_id"), "not_found", /not well-formed/],
  ["too many requests", { kind: "rate_limited", retry_after: 9 }, "rate_limited", /429/],
  ["an error of theirs", { kind: "error", status: 500 }, "server_error", /500/],
  ["broken JSON", { kind: "malformed_json" }, "unexpected_response", /not JSON/],
  ["another shape", { kind: "wrong_shape" }, "unexpected_response", /documented shape/],
])("%s is told from the rest", async (_, fault, reason, detail) => {
  expect(await probe({}, { fault })).toMatchObject({
    outcome: "failure",
    reason,
    detail: expect.stringMatching(detail),
  });
});

test("the wait that is asked for is told", async () => {
  expect(await probe({}, { fault: { kind: "rate_limited", retry_after: 9 } })).toMatchObject({
    retryAfterSeconds: 9,
  });
});

test("a key that is not set is told", async () => {
  const ran = await probe({ api_key: { env: "NONE" } });
  expect(ran).toMatchObject({ outcome: "failure", detail: "no such secret" });
});

test("the simulator wants a key in its header", async () => {
  expect((await fetch(`${url()}/user/`)).status).toBe(401);
});
