import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Observations } from "../contract.ts";
import type { Fault } from "../simulator/faults.ts";
import composio from "./composio.ts";

const { probe, url } = simulated(composio, {
  entry: { api_key: { env: "KEY" } },
  secrets: { KEY: "ak_secret" },
});
const connections = ({ inventory = [] }: Observations) =>
  Object.fromEntries(inventory.map(({ kind, count }) => [kind.replace("connections_", ""), count]));

test("connections are counted by state", async () => {
  expect(await probe()).toMatchObject({
    outcome: "success",
    observations: {
      summary: "Demo: 3 connections active, 0 lost",
      inventory: [
        { kind: "connections_initiated", count: 1 },
        { kind: "connections_active", count: 3 },
        { kind: "connections_failed", count: 0 },
        { kind: "connections_expired", count: 0 },
        { kind: "connections_inactive", count: 1 },
      ],
    },
  });
  expect((await probe()).observations).not.toHaveProperty("degraded");
});

test("every kind that is told is announced", () => {
  const config = composio.config.parse({ api_key: { env: "KEY" } });
  expect(composio.observes?.(config).inventory).toEqual([
    "connections_initiated",
    "connections_active",
    "connections_failed",
    "connections_expired",
    "connections_inactive",
  ]);
});

test("connections that ended degrade the check, and say what to do", async () => {
  const { outcome, observations } = await probe({}, { fault: own("lost") });
  expect(outcome).toBe("success");
  expect(connections(observations)).toEqual({ initiated: 0, active: 2, failed: 1, expired: 2, inactive: 0 });
  expect(observations.degraded).toBe(
    "2 connections expired or revoked, 1 failed: their users must connect anew",
  );
});

test("as many as may be lost degrade nothing", async () => {
  expect((await probe({ max_lost: 3 }, { fault: own("lost") })).observations).not.toHaveProperty("degraded");
  expect((await probe({ max_lost: 2 }, { fault: own("lost") })).observations).toHaveProperty("degraded");
});

test("more than a page are counted by the totals of each state", async () => {
  const { observations } = await probe({}, { fault: own("many") });
  expect(connections(observations)).toEqual({
    initiated: 3,
    active: 140,
    failed: 0,
    expired: 0,
    inactive: 0,
  });
});

test("of one toolkit only its own connections count", async () => {
  expect(connections((await probe({ toolkit: "gmail" })).observations).active).toBe(3);
  expect(connections((await probe({ toolkit: "slack" })).observations).active).toBe(0);
});

test.each<[string, Fault, Record<string, unknown>]>([
  ["a revoked key", { kind: "revoked" }, { reason: "unauthorized", detail: /wrong or was revoked/ }],
  ["a scoped key", own("scoped"), { reason: "forbidden", detail: /scoped without it/ }],
  ["a key without rights", { kind: "forbidden" }, { reason: "forbidden", detail: /scoped without it/ }],
  ["too many requests", { kind: "rate_limited", retry_after: 17 }, { reason: "rate_limited", wait: 17 }],
  ["an error of theirs", { kind: "error", status: 502 }, { reason: "server_error" }],
  ["a wrong address", { kind: "not_found" }, { reason: "not_found" }],
  ["broken JSON", { kind: "malformed_json" }, { reason: "unexpected_response" }],
  ["another shape", { kind: "wrong_shape" }, { reason: "unexpected_response" }],
])("%s is told from the rest", async (_, fault, { reason, detail, wait }) => {
  const ran = await probe({}, { fault });
  expect(ran).toMatchObject({
    outcome: "failure",
    reason,
    ...(detail ? { detail: expect.stringMatching(detail as RegExp) } : {}),
    ...(wait ? { retryAfterSeconds: wait } : {}),
  });
});

test("a key that is not set is told, and nothing is asked", async () => {
  const ran = await probe({ api_key: { env: "NONE" } });
  expect(ran).toMatchObject({ outcome: "failure", detail: "no such secret" });
});

test("the simulator wants a key in its header", async () => {
  const answer = await fetch(`${url()}/api/v3/auth/session/info`);
  expect(answer.status).toBe(401);
});
