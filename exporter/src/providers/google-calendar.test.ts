import { afterAll, afterEach, expect, test } from "@jest/globals";
import { probeOnce } from "../../test/probe-once.ts";
import { startUpstream } from "../../test/upstream.ts";
import { systemClock } from "../clock.ts";
import type { Fault } from "../simulator/faults.ts";
import { startSimulator } from "../simulator/simulator.ts";
import calendar from "./google-calendar.ts";

const simulator = await startSimulator({ clock: systemClock });
const { url } = simulator.upstreams["google-calendar"] as { url: string };
afterAll(() => simulator.stop());
afterEach(() => simulator.set("google-calendar", undefined));

const secrets = { GOOGLE_REFRESH_TOKEN: "1//refresh-0123456789", GOOGLE_CLIENT_SECRET: "GOCSPX-0123456789" };
const { provider: _, ...example } = calendar.example;
const probe = (base_url = url) => probeOnce(calendar, { ...example, base_url }, { secrets });

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
  const upstream = await startUpstream((request, response) => {
    paths.push(decodeURIComponent(request.url ?? ""));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ access_token: "token-1", ...body }));
  });
  try {
    return { paths, ran: await probe(upstream.url) };
  } finally {
    await upstream.close();
  }
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
  await simulator.set("google-calendar", { kind: "own", name });
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
  await simulator.set("google-calendar", fault);
  expect(await probe()).toMatchObject({ outcome: "failure", ...expected });
});
