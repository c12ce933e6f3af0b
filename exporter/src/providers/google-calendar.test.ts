import { expect, test } from "@jest/globals";
import { own, simulated } from "../../test/simulated.ts";
import type { Fault } from "../simulator/faults.ts";
import calendar from "./google-calendar.ts";

const secrets = { GOOGLE_REFRESH_TOKEN: "1//refresh-0123456789", GOOGLE_CLIENT_SECRET: "GOCSPX-0123456789" };
const { provider: _, ...example } = calendar.example;
const { probe, trouble, standIn } = simulated(calendar, { entry: example, secrets });

test("a calendar list that can be read is healthy", async () => {
  const { outcome, observations } = await probe();
  expect({ outcome, observations }).toEqual({
    outcome: "success",
    observations: { summary: "The calendar list can be read" },
  });
});

/** Probes a stand-in that answers every request with `body`, and tells what it was asked for. */
async function probeStandIn(body: object) {
  const paths: string[] = [];
  await standIn((request, response) => {
    paths.push(decodeURIComponent(request.url ?? ""));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_token: "token-1", ...body }));
  });
  return { paths, ran: await probe() };
}

test("asks for one entry, and for nothing of it but its id", async () => {
  const { paths, ran } = await probeStandIn({ kind: "calendar#calendarList" });
  expect(ran).toMatchObject({ outcome: "success" });
  expect(paths).toEqual(["/token", "/calendar/v3/users/me/calendarList?maxResults=1&fields=kind,items(id)"]);
});

test("a list that does not say that it is one is unexpected", async () => {
  const { ran } = await probeStandIn({ items: [{ id: "demo@example.com" }] });
  expect(ran).toMatchObject({ reason: "unexpected_response" });
});

test.each(["no_calendars", "no_items"])("an empty list (%s) is healthy", async (name) => {
  await trouble(own(name));
  expect(await probe()).toMatchObject({
    outcome: "success",
    observations: { summary: "The calendar list is empty" },
  });
});

test.each<[Fault, object]>([
  [{ kind: "revoked" }, { reason: "unauthorized", detail: expect.stringMatching(/sign in again/) }],
  [{ kind: "forbidden" }, { reason: "forbidden", detail: expect.stringMatching(/lacks a scope/) }],
  [
    { kind: "own", name: "api_disabled" },
    { reason: "forbidden", detail: expect.stringMatching(/switched off/) },
  ],
  [{ kind: "own", name: "quota_exceeded" }, { reason: "rate_limited" }],
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
