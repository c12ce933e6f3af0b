import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import fly from "./fly.ts";

const { provider: _, ...example } = fly.example;
const { probe, trouble, standIn, url } = simulated(fly, {
  entry: example,
  secrets: { FLY_API_TOKEN: "FlyV1 fm2_lJPECAAA" },
});

test("a started machine beside one that auto-stop put to sleep is healthy", async () => {
  const { outcome, observations } = await probe();
  expect(outcome).toBe("success");
  expect(observations).toEqual({
    inventory: [{ kind: "machines", count: 2 }],
    activityAt: expect.closeTo(Date.now() / 1000 - 600, -1),
    summary: "1 of 2 machines started in fra",
  });
});

test("all asleep is down, unless none needs to be awake", async () => {
  await trouble(own("all_stopped"));
  expect(await probe()).toMatchObject({
    reason: "server_error",
    detail: "0 of 1 machines run well, 1 wanted (1 stopped)",
    observations: { summary: "0 of 1 machines started", inventory: [{ kind: "machines", count: 1 }] },
  });
  const { outcome, observations } = await probe({ min_started: 0 });
  expect({ outcome, degraded: observations.degraded }).toEqual({ outcome: "success", degraded: undefined });
});

test.each([
  ["critical_check", "machine 148e21 in fra: check servicecheck-00-http-8080 is critical"],
  ["host_unreachable", "machine 148e21 in fra: its host is unreachable"],
])("%s on the only started machine is down, and degraded where none needs to run", async (fault, why) => {
  await trouble(own(fault));
  expect(await probe()).toMatchObject({
    reason: "server_error",
    detail: `0 of 2 machines run well, 1 wanted (1 stopped; ${why})`,
  });
  expect(await probe({ min_started: 0 })).toMatchObject({
    outcome: "success",
    observations: { degraded: why },
  });
});

test.each([
  ["warning_check", "machine 148e21 in fra: check disk is warning"],
  ["crashed", "machine 148e23 in ams: ended with code 137, killed for want of memory"],
])("%s is degraded while enough machines run well", async (fault, degraded) => {
  await trouble(own(fault));
  expect(await probe()).toMatchObject({ outcome: "success", observations: { degraded } });
});

test("more machines wanted than there are is down", async () => {
  expect(await probe({ min_started: 3 })).toMatchObject({
    reason: "server_error",
    detail: "1 of 2 machines run well, 3 wanted (1 stopped)",
  });
});

test.each<[Fault, Record<string, unknown>]>([
  [{ kind: "revoked" }, { reason: "unauthorized", detail: expect.stringMatching(/wrong or was revoked/) }],
  [{ kind: "forbidden" }, { reason: "forbidden", detail: expect.stringMatching(/another organization/) }],
  [{ kind: "not_found" }, { reason: "not_found", detail: "HTTP status 404: there is no app web" }],
  [
    { kind: "rate_limited", retry_after: 7 },
    { reason: "rate_limited", retryAfterSeconds: 7 },
  ],
  [{ kind: "error", status: 503 }, { reason: "server_error" }],
  [{ kind: "wrong_shape" }, { reason: "unexpected_response" }],
])("%j", async (fault, failure) => {
  await trouble(fault);
  expect(await probe()).toMatchObject({ outcome: "failure", ...failure });
});

test("an app that does not exist is not found", async () => {
  expect(await probe({ app: "nowhere" })).toMatchObject({
    reason: "not_found",
    detail: expect.stringMatching(/no app nowhere/),
  });
});

test.each([
  ["FlyV1 fm2_lJPECAAA", "FlyV1 fm2_lJPECAAA"],
  ["fo1_abc", "Bearer fo1_abc"],
])("the token %s is sent as %s", async (token, header) => {
  let sent: string | undefined;
  const upstream = await standIn((request, response) => {
    sent = request.headers.authorization;
    response.end("[]");
  });
  const entry = { base_url: `${upstream}/`, min_started: 0 };
  const { observations } = await probe(entry, { secrets: { FLY_API_TOKEN: token } });
  expect(sent).toBe(header);
  expect(observations).toEqual({
    inventory: [{ kind: "machines", count: 0 }],
    summary: "0 of 0 machines started",
  });
});

test("an app without machines is down", async () => {
  await standIn((_request, response) => void response.end("[]"));
  expect(await probe()).toMatchObject({
    reason: "server_error",
    detail: "0 of 0 machines run well, 1 wanted (there are none)",
  });
});

test("without its secret nothing is asked, and the upstream would refuse", async () => {
  expect(await probe({}, { secrets: {} })).toMatchObject({ reason: "internal", detail: "no such secret" });
  expect((await fetch(`${url()}/v1/apps/web/machines`)).status).toBe(401);
});
