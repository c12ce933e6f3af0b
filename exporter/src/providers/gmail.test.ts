import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "@jest/globals";
import { simulated } from "../../test/simulated.ts";
import { systemClock } from "../clock.ts";
import { createMemory } from "../probe/memory.ts";
import type { Fault } from "../simulator/faults.ts";
import gmail from "./gmail.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const KEY = JSON.stringify({
  client_email: "exporter@project.iam.gserviceaccount.com",
  private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
});
const secrets = {
  GOOGLE_REFRESH_TOKEN: "1//refresh-0123456789",
  GOOGLE_CLIENT_SECRET: "GOCSPX-0123456789",
  KEY,
};
const { provider: _, ...example } = gmail.example;
const { probe, trouble } = simulated(gmail, { entry: example, secrets });
const serviceAccount = (over: object = {}) => ({ service_account: { env: "KEY" }, ...over });

test.each([
  ["a user who signed in", example.auth],
  ["the user for whom a service account acts", serviceAccount({ subject: "person@example.com" })],
])("the mailbox of %s is healthy, and is summed up without naming anybody", async (_, auth) => {
  const { outcome, observations } = await probe({ auth });
  expect({ outcome, observations }).toEqual({
    outcome: "success",
    observations: { summary: "10 messages in 9 threads" },
  });
});

test("a service account without a user to act for is refused: it has no mailbox", () => {
  const refused = gmail.config.safeParse({ auth: serviceAccount() });
  expect(refused.error?.issues[0]?.message).toBe(
    "needs subject: a service account has no mailbox of its own",
  );
});

test.each<[Fault, object]>([
  [{ kind: "revoked" }, { reason: "unauthorized", detail: expect.stringMatching(/sign in again/) }],
  [{ kind: "forbidden" }, { reason: "forbidden", detail: expect.stringMatching(/lacks a scope/) }],
  [
    { kind: "own", name: "api_disabled" },
    { reason: "forbidden", detail: expect.stringMatching(/switched off/) },
  ],
  [{ kind: "own", name: "user_rate_limit_exceeded" }, { reason: "rate_limited" }],
  [
    { kind: "rate_limited", retry_after: 30 },
    { reason: "rate_limited", retryAfterSeconds: 30 },
  ],
  [{ kind: "not_found" }, { reason: "not_found" }],
  [{ kind: "error", status: 500 }, { reason: "server_error" }],
  [{ kind: "wrong_shape" }, { reason: "unexpected_response" }],
])("%j is told apart", async (fault, expected) => {
  await trouble(fault);
  expect(await probe()).toMatchObject({ outcome: "failure", ...expected });
});

test("a profile without its counts is unexpected, though the sign-in is well", async () => {
  const memory = createMemory(systemClock);
  await probe({}, { memory });
  await trouble({ kind: "wrong_shape" });
  expect(await probe({}, { memory })).toMatchObject({
    reason: "unexpected_response",
    detail: expect.stringMatching(/messagesTotal/),
  });
});
