import { generateKeyPairSync, verify } from "node:crypto";
import { afterAll, afterEach, expect, test } from "@jest/globals";
import nock from "nock";
import { probeOnce } from "../../../test/probe-once.ts";
import { startUpstream, type Upstream } from "../../../test/upstream.ts";
import { systemClock } from "../../clock.ts";
import { createMemory } from "../../probe/memory.ts";
import type { TraceEntry } from "../../probe/probe.ts";
import type { Fault } from "../../simulator/faults.ts";
import { startSimulator } from "../../simulator/simulator.ts";
import analytics from "../google-analytics.ts";

const simulator = await startSimulator({ clock: systemClock });
const { url } = simulator.upstreams["google-analytics"] as { url: string };
afterAll(() => simulator.stop());
afterAll(() => nock.restore());
afterEach(() => simulator.set("google-analytics", undefined));
let upstream: Upstream | undefined;
afterEach(async () => {
  await upstream?.close();
  upstream = undefined;
});

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
const keyFile = (over: object = {}) =>
  JSON.stringify({
    type: "service_account",
    client_email: "exporter@project.iam.gserviceaccount.com",
    private_key_id: "key-1",
    private_key: pem,
    ...over,
  });
const secrets = { REFRESH: "1//refresh-0123456789", CLIENT_SECRET: "GOCSPX-0123456789", KEY: keyFile() };
const user = {
  refresh_token: { env: "REFRESH" },
  client_id: "client-1",
  client_secret: { env: "CLIENT_SECRET" },
};
const service = { service_account: { env: "KEY" } };

/** Probes that share what they remember; each says how many requests it took, and all of its traces are kept. */
const setUp = (over: object = {}, given: Record<string, string> = secrets) => {
  const memory = createMemory(systemClock);
  const trace: TraceEntry[] = [];
  return {
    trace,
    async probe() {
      const before = trace.length;
      const entry = { base_url: url, property: "1", auth: user, ...over };
      const ran = await probeOnce(analytics, entry, {
        secrets: given,
        memory,
        onTrace: (each) => trace.push(each),
      });
      const requests = trace.slice(before).filter(({ message }) => message === "request").length;
      return { ...ran, requests };
    },
  };
};
const own = (name: string): Fault => ({ kind: "own", name });
const fault = (value: Fault) => simulator.set("google-analytics", value);

test.each([
  ["a user who signed in", user],
  ["a service account", service],
  ["a service account that acts for a user", { ...service, subject: "person@example.com" }],
])("%s has a token fetched once, and no secret is traced", async (_, auth) => {
  const { probe, trace } = setUp({ auth });
  expect(await probe()).toMatchObject({ outcome: "success", requests: 2 });
  expect(await probe()).toMatchObject({ outcome: "success", requests: 1 });
  expect(JSON.stringify(trace)).not.toMatch(/ya29|refresh-0123|GOCSPX|BEGIN|eyJ/);
});

/** A stand-in for Google that keeps what came to its token endpoint, and takes only the token of `valid()`. */
async function google(valid: () => string, signIn = "/token") {
  const forms: URLSearchParams[] = [];
  upstream = await startUpstream(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.setHeader("content-type", "application/json");
    if (request.url === signIn) {
      forms.push(new URLSearchParams(body));
      return response.end(JSON.stringify({ access_token: valid(), expires_in: 3599 }));
    }
    const good = request.headers.authorization === `Bearer ${valid()}`;
    return response.writeHead(good ? 200 : 401).end(JSON.stringify({ kind: "analyticsData#runReport" }));
  });
  return { base_url: upstream.url, forms };
}

test("a service account signs who it is, for which scope and user, with the key of its file", async () => {
  const { base_url, forms } = await google(() => "token-1");
  const auth = { ...service, subject: "person@example.com" };
  expect(await setUp({ base_url, auth }).probe()).toMatchObject({ outcome: "success" });

  expect(forms[0]?.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
  const [header, claims, signature] = `${forms[0]?.get("assertion")}`.split(".") as [string, string, string];
  const decode = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  expect(decode(header)).toEqual({ alg: "RS256", typ: "JWT", kid: "key-1" });
  const { iat, ...said } = decode(claims);
  expect(Math.abs(iat - Date.now() / 1000)).toBeLessThan(5);
  expect(said).toEqual({
    iss: "exporter@project.iam.gserviceaccount.com",
    sub: "person@example.com",
    scope: "https://www.googleapis.com/auth/analytics.readonly",
    aud: "https://oauth2.googleapis.com/token",
    exp: iat + 3600,
  });
  const signed = Buffer.from(`${header}.${claims}`);
  expect(verify("RSA-SHA256", signed, publicKey, Buffer.from(signature, "base64url"))).toBe(true);
});

test("a user's refresh token goes to the token endpoint that the check names", async () => {
  const { base_url, forms } = await google(() => "token-1", "/sign-in");
  expect(await setUp({ base_url, token_url: `${base_url}/sign-in` }).probe()).toMatchObject({
    outcome: "success",
  });
  expect(Object.fromEntries(forms[0] as URLSearchParams)).toEqual({
    grant_type: "refresh_token",
    refresh_token: secrets.REFRESH,
    client_id: "client-1",
    client_secret: secrets.CLIENT_SECRET,
  });
});

test("Google's own API has Google's own token endpoint", async () => {
  nock.disableNetConnect();
  nock("https://oauth2.googleapis.com")
    .post("/token")
    .reply(200, { access_token: "token-1", expires_in: 3599 });
  nock("https://analyticsdata.googleapis.com", { reqheaders: { authorization: "Bearer token-1" } })
    .post("/v1beta/properties/1:runReport")
    .reply(200, { kind: "analyticsData#runReport" });
  try {
    expect(await setUp({ base_url: undefined }).probe()).toMatchObject({ outcome: "success" });
  } finally {
    nock.cleanAll();
    nock.enableNetConnect("127.0.0.1");
  }
});

test("a remembered token that is withdrawn is fetched anew, once", async () => {
  let valid = "token-1";
  const { base_url } = await google(() => valid);
  const { probe } = setUp({ base_url });
  await probe();
  valid = "token-2";
  expect(await probe()).toMatchObject({ outcome: "success", requests: 3 });
});

test("a token that is rejected even when fresh is unauthorized, and forgotten", async () => {
  const { probe } = setUp();
  await probe();
  await fault(own("token_rejected"));
  expect(await probe()).toMatchObject({
    reason: "unauthorized",
    detail: "Google rejects a fresh access token (UNAUTHENTICATED, HTTP status 401)",
    requests: 3,
  });
  await simulator.set("google-analytics", undefined);
  expect(await probe()).toMatchObject({ outcome: "success", requests: 2 });
});

test.each([
  [
    { kind: "revoked" },
    user,
    "the refresh token was revoked or has expired, sign in again: invalid_grant: Token has been expired or revoked. (HTTP status 400)",
  ],
  [
    { kind: "revoked" },
    service,
    "the service account or its key was revoked or has expired, or our clock is wrong: give it a new key: invalid_grant: Token has been expired or revoked. (HTTP status 400)",
  ],
  [
    own("invalid_client"),
    user,
    "ours misconfigured: client_id and client_secret are not accepted: invalid_client: The OAuth client was not found. (HTTP status 401)",
  ],
  [
    own("unauthorized_client"),
    user,
    "ours misconfigured: the refresh token is not this client_id's: unauthorized_client: Unauthorized (HTTP status 400)",
  ],
  [
    own("unauthorized_client"),
    service,
    "ours misconfigured: the service account may not act for this user and scope: unauthorized_client: Unauthorized (HTTP status 400)",
  ],
] as [Fault, object, string][])(
  "the sign-in refused with %j is unauthorized, in words of its own: %#",
  async (value, auth, detail) => {
    await fault(value);
    expect(await setUp({ auth }).probe()).toMatchObject({ reason: "unauthorized", detail, requests: 1 });
  },
);

test("a sign-in that is revoked while its token is remembered is unauthorized too", async () => {
  const { probe } = setUp();
  await probe();
  await fault({ kind: "revoked" });
  expect(await probe()).toMatchObject({
    reason: "unauthorized",
    detail: expect.stringMatching(/sign in again/),
  });
});

test.each(["malformed_json", "wrong_shape"] as const)(
  "an answer with %s is unexpected, at either endpoint",
  async (kind) => {
    const { probe } = setUp();
    await probe();
    await fault({ kind });
    expect(await probe()).toMatchObject({ reason: "unexpected_response", requests: 1 });
    expect(await setUp().probe()).toMatchObject({
      reason: "unexpected_response",
      detail: "the token endpoint's answer holds no access_token",
    });
  },
);

test.each([
  ["no JSON", "a refresh token"],
  ["JSON of another kind", JSON.stringify({ type: "authorized_user", refresh_token: "1//refresh" })],
  [
    "no key inside",
    keyFile({ private_key: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" }),
  ],
  [
    "a key of another kind",
    keyFile({
      private_key: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }),
    }),
  ],
])("a key file with %s is our own mistake", async (_, KEY) => {
  expect(await setUp({ auth: service }, { KEY }).probe()).toMatchObject({
    reason: "internal",
    detail: "ours misconfigured: service_account holds no JSON key file of a service account",
    requests: 0,
  });
});

test.each([{ auth: user }, { auth: service }])(
  "a missing secret is our own mistake: %j",
  async ({ auth }) => {
    expect(await setUp({ auth }, {}).probe()).toMatchObject({ reason: "internal", detail: "no such secret" });
  },
);

test("the budget belongs to the secret by which Google knows who asks", () => {
  const credential = (auth: object) => analytics.credential?.(analytics.config.parse({ property: 1, auth }));
  expect(credential(user)).toEqual({ env: "REFRESH" });
  expect(credential(service)).toEqual({ env: "KEY" });
});

test.each([{}, { refresh_token: { env: "A" } }, { ...user, ...service }, { service_account: "literal" }])(
  "auth %j is refused",
  (auth) => {
    expect(analytics.config.safeParse({ property: 1, auth }).success).toBe(false);
  },
);
