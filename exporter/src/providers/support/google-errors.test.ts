import { afterAll, afterEach, expect, test } from "@jest/globals";
import { probeOnce } from "../../../test/probe-once.ts";
import { systemClock } from "../../clock.ts";
import type { HttpResponse, ProbeResult } from "../../contract.ts";
import type { Fault } from "../../simulator/faults.ts";
import { startSimulator } from "../../simulator/simulator.ts";
import calendar from "../google-calendar.ts";
import { judgeGoogle } from "./google-errors.ts";

const simulator = await startSimulator({ clock: systemClock });
const { url } = simulator.upstreams["google-calendar"] as { url: string };
afterAll(() => simulator.stop());
afterEach(() => simulator.set("google-calendar", undefined));

const secrets = { GOOGLE_REFRESH_TOKEN: "1//refresh-0123456789", GOOGLE_CLIENT_SECRET: "GOCSPX-0123456789" };
const { provider: _, ...example } = calendar.example;
const own = (name: string): Fault => ({ kind: "own", name });
type Failed = Extract<ProbeResult, { outcome: "failure" }>;

test.each<[Fault, { reason: string; detail: string; retryAfterSeconds?: number }]>([
  [
    { kind: "forbidden" },
    {
      reason: "forbidden",
      detail: "the access token lacks a scope (ACCESS_TOKEN_SCOPE_INSUFFICIENT, HTTP status 403)",
    },
  ],
  [
    own("api_disabled"),
    {
      reason: "forbidden",
      detail:
        "ours misconfigured: the API is switched off in the project (SERVICE_DISABLED, HTTP status 403)",
    },
  ],
  [
    own("access_not_configured"),
    {
      reason: "forbidden",
      detail:
        "ours misconfigured: the API is switched off in the project (accessNotConfigured, HTTP status 403)",
    },
  ],
  [
    own("no_access"),
    {
      reason: "forbidden",
      detail:
        "Google does not permit this (PERMISSION_DENIED, HTTP status 403): The caller does not have permission",
    },
  ],
  [
    { kind: "not_found" },
    { reason: "not_found", detail: "NOT_FOUND, HTTP status 404: Requested entity was not found." },
  ],
  [
    own("invalid_argument"),
    {
      reason: "unexpected_response",
      detail:
        "ours misconfigured: Google does not accept the request (INVALID_ARGUMENT, HTTP status 400): Request contains an invalid argument.",
    },
  ],
  [
    own("rate_limit_exceeded"),
    { reason: "rate_limited", detail: "Google asks to wait (rateLimitExceeded, HTTP status 403)" },
  ],
  [
    own("user_rate_limit_exceeded"),
    { reason: "rate_limited", detail: "Google asks to wait (userRateLimitExceeded, HTTP status 403)" },
  ],
  [
    own("quota_exceeded"),
    { reason: "rate_limited", detail: "Google asks to wait (quotaExceeded, HTTP status 403)" },
  ],
  [
    own("resource_exhausted"),
    {
      reason: "rate_limited",
      detail: "Google asks to wait (RESOURCE_EXHAUSTED, HTTP status 429)",
      retryAfterSeconds: 3,
    },
  ],
  [
    own("backend_error"),
    {
      reason: "server_error",
      detail: "backendError, HTTP status 503: Backend Error",
      retryAfterSeconds: 7,
    },
  ],
])("what Google means by %j is told apart", async (value, expected) => {
  await simulator.set("google-calendar", value);
  const ran = await probeOnce(calendar, { ...example, base_url: url }, { secrets });
  const { outcome, reason, detail, retryAfterSeconds } = ran as Failed;
  const told = { reason, detail, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  expect({ outcome, ...told }).toEqual({ outcome: "failure", ...expected });
});

const answer = (status: number, error: unknown, headers: Record<string, string> = {}): HttpResponse => ({
  ok: true,
  status,
  headers,
  body: JSON.stringify({ error }),
  bytes: Buffer.from(JSON.stringify({ error })),
  url: "https://www.googleapis.com/",
});

test.each([
  [{}, "0.5s", 0.5],
  [{ "retry-after": "9" }, "3s", 9],
  [{}, "soon", undefined],
  [{}, 3, undefined],
])("with the headers %j and the delay %j the wait is %j seconds", (headers, retryDelay, seconds) => {
  const told = judgeGoogle(answer(429, { details: [{ reason: "OTHER" }, { retryDelay }] }, headers), 1000);
  expect(told).toMatchObject({ reason: "rate_limited" });
  expect(told?.retryAfterSeconds).toBe(seconds);
});

test.each([["text"], [null], [{ errors: "many", details: {}, message: 5 }]])(
  "an error that is not Google's (%j) is judged by its status alone",
  (error) => {
    expect(judgeGoogle(answer(404, error), 1000)).toMatchObject({
      reason: "not_found",
      detail: "HTTP status 404",
    });
  },
);

test("a long message is cut", () => {
  const told = judgeGoogle(answer(404, { message: "x".repeat(10_000) }), 1000);
  expect(told?.detail).toHaveLength("HTTP status 404: ".length + 200);
});
