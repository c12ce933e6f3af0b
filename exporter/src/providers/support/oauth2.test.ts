import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import nock from "nock";
import { probeOnce } from "../../../test/probe-once.ts";
import { systemClock } from "../../clock.ts";
import { createMemory } from "../../probe/memory.ts";
import http from "../http.ts";

const SECRET = "client+secret/0123456789";
const oauth2 = {
  token_url: "https://auth.example/token",
  client_id: "exporter",
  client_secret: { env: "SECRET" },
  scope: "read",
};
const entry = { url: "https://api.example/health", auth: { oauth2 } };
const unmatched: unknown[] = [];
const onNoMatch = (request: unknown) => unmatched.push(request);

beforeAll(() => {
  nock.disableNetConnect();
  nock.emitter.on("no match", onNoMatch);
});
afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  // nock answers what it does not know by itself: a "down" must not come from there.
  expect({ pending, unmatched: unmatched.splice(0) }).toEqual({ pending: [], unmatched: [] });
});
afterAll(() => {
  nock.emitter.off("no match", onNoMatch);
  nock.restore();
});

const basic = `Basic ${btoa(`exporter:${encodeURIComponent(SECRET)}`)}`;
const token = (value: string, over: object = {}) =>
  nock("https://auth.example", { reqheaders: { authorization: basic } })
    .post("/token", "grant_type=client_credentials&scope=read")
    .reply(200, { access_token: value, expires_in: 3600, ...over });
const api = (value: string, status: number) =>
  nock("https://api.example", { reqheaders: { authorization: `Bearer ${value}` } })
    .get("/health")
    .reply(status);

const setUp = (now = 1000) => {
  const time = { now };
  const memory = createMemory({ ...systemClock, now: () => time.now });
  const trace: unknown[] = [];
  const probe = (over: object = {}) =>
    probeOnce(
      http,
      { ...entry, ...over },
      { memory, secrets: { SECRET }, onTrace: (each) => trace.push(each) },
    );
  return { probe, time, trace };
};

test("a token is fetched once, and used until it nearly runs out", async () => {
  const { probe, time, trace } = setUp(Date.now() / 1000);
  token("first-token");
  api("first-token", 200);
  expect(await probe()).toMatchObject({ outcome: "success" });
  api("first-token", 200);
  expect(await probe()).toMatchObject({ outcome: "success" });

  time.now += 3600 - 59;
  token("second-token");
  api("second-token", 200);
  expect(await probe()).toMatchObject({ outcome: "success" });
  expect(JSON.stringify(trace)).not.toMatch(/first-token|second-token|client\+secret/);
});

test("a remembered token that is rejected is fetched anew, once", async () => {
  const { probe } = setUp();
  token("old-token");
  api("old-token", 200);
  await probe();
  api("old-token", 401);
  token("new-token");
  api("new-token", 401);
  expect(await probe()).toMatchObject({ reason: "unauthorized" });
});

test("a fresh token that is rejected is unauthorized, and not kept", async () => {
  const { probe } = setUp();
  token("bad-token");
  api("bad-token", 401);
  expect(await probe()).toMatchObject({ reason: "unauthorized" });
  token("good-token");
  api("good-token", 200);
  expect(await probe()).toMatchObject({ outcome: "success" });
});

test("a refusal of the token endpoint says what it said", async () => {
  nock("https://auth.example")
    .post("/token")
    .reply(400, { error: "invalid_client", error_description: "who?" });
  expect(await setUp().probe()).toMatchObject({
    reason: "unauthorized",
    detail: "the token endpoint refused: invalid_client: who? (HTTP status 400)",
  });
  nock("https://auth.example").post("/token").reply(503, "", { "retry-after": "9" });
  expect(await setUp().probe()).toMatchObject({ reason: "server_error", retryAfterSeconds: 9 });
  nock("https://auth.example").post("/token").reply(200, "<html>");
  expect(await setUp().probe()).toMatchObject({ reason: "unexpected_response" });
});

test("id and secret travel in the body where the endpoint wants them there", async () => {
  const form = new URLSearchParams({ audience: "api", client_id: "exporter", client_secret: SECRET });
  nock("https://auth.example")
    .post("/token", `grant_type=client_credentials&scope=read&${form}`)
    .reply(200, { access_token: "posted-token" });
  api("posted-token", 200);
  const auth = { oauth2: { ...oauth2, client_auth: "post", audience: "api" } };
  expect(await setUp().probe({ auth })).toMatchObject({ outcome: "success" });
});
