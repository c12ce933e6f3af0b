import { mkdtempSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import { createAuthority } from "../../test/certificates.ts";
import { eventually } from "../../test/eventually.ts";
import { type ProbeOnceOptions, probeOnce } from "../../test/probe-once.ts";
import { check } from "../../test/samples.ts";
import { FAULTS, startUpstream, type Upstream } from "../../test/upstream.ts";
import { systemClock } from "../clock.ts";
import type { Provider } from "../contract.ts";
import { createMemory } from "../probe/memory.ts";
import { createProbe } from "../probe/probe.ts";
import http from "./http.ts";

const upstreams: Upstream[] = [];
async function start(...args: Parameters<typeof startUpstream>): Promise<Upstream> {
  const upstream = await startUpstream(...args);
  upstreams.push(upstream);
  return upstream;
}
afterEach(async () => {
  await Promise.all(upstreams.splice(0).map((upstream) => upstream.close()));
});

const TOKEN = "tok-0123456789abcdef";
const bearer = { bearer: { env: "TOKEN" } };

async function probe(answer: RequestListener, entry: object = {}, options: ProbeOnceOptions = {}) {
  const { url } = await start(answer);
  return probeOnce(http, { url, ...entry }, { secrets: { TOKEN }, ...options });
}
const says =
  (status: number, body = "", headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

describe("a good answer", () => {
  test("is up, its phases measured", async () => {
    const result = await probe(says(204));
    expect(result).toMatchObject({ outcome: "success", observations: { summary: "HTTP status 204" } });
    expect(result.phases.wait).toBeGreaterThan(0);
    expect(result.phases.connect).toBeGreaterThan(0);
    const sum = Object.values(result.phases).reduce((a, b) => a + b);
    expect(sum).toBeLessThanOrEqual(result.durationSeconds);
  });

  test("is to what the catalog says: method, headers, body", async () => {
    let seen = {};
    await probe(
      async (request, response) => {
        const body = (await request.toArray()).join("");
        const { method, headers } = request;
        seen = { method, "x-key": headers["x-key"], "x-text": headers["x-text"], body };
        response.end();
      },
      { method: "POST", headers: { "X-Key": { env: "TOKEN" }, "x-text": "plain" }, body: "{}" },
    );
    expect(seen).toEqual({ method: "POST", "x-key": TOKEN, "x-text": "plain", body: "{}" });
  });

  test.each([
    [bearer, `Bearer ${TOKEN}`],
    [{ basic: { username: "jo", password: { env: "TOKEN" } } }, `Basic ${btoa(`jo:${TOKEN}`)}`],
  ])("to credentials %j", async (auth, header) => {
    const result = await probe(
      ({ headers }, response) => response.writeHead(headers.authorization === header ? 200 : 401).end(),
      {
        auth,
      },
    );
    expect(result.outcome).toBe("success");
  });
});

test("the next probe uses the connection again where the catalog says so, and only there", async () => {
  const { url } = await start(says(200));
  const prober = createProbe({
    clock: systemClock,
    providers: new Map([["http", http as Provider]]),
    memory: createMemory(systemClock),
    readSecret: () => ({ ok: true, value: TOKEN }),
  });
  const connects = async (entry: object) => {
    const config = http.config.parse({ url, ...entry });
    await prober.probe(check({ provider: "http", config }));
    return (await prober.probe(check({ provider: "http", config }))).phases.connect;
  };
  expect(await connects({})).toBeGreaterThan(0);
  expect(await connects({ reuse: true })).toBe(0);
  prober.close();
});

describe("a status that is not wanted", () => {
  test.each([
    [401, "unauthorized"],
    [403, "forbidden"],
    [404, "not_found"],
    [410, "not_found"],
    [408, "server_error"],
    [429, "rate_limited"],
    [500, "server_error"],
    [503, "server_error"],
    [418, "unexpected_response"],
    [304, "unexpected_response"],
  ])("%i is %s", async (status, reason) => {
    expect(await probe(says(status))).toMatchObject({
      outcome: "failure",
      reason,
      detail: `HTTP status ${status}`,
    });
  });

  test("tells how long the upstream wants to be left alone", async () => {
    expect(await probe(says(429, "", { "retry-after": "17" }))).toMatchObject({ retryAfterSeconds: 17 });
    expect(await probe(says(503, "", { "retry-after": "5" }))).toMatchObject({ retryAfterSeconds: 5 });
    expect(await probe(says(404, "", { "retry-after": "5" }))).not.toHaveProperty("retryAfterSeconds");
  });

  test("is what the catalog says", async () => {
    expect(await probe(says(404), { expect: { status: [404, "5xx"] } })).toMatchObject({
      outcome: "success",
    });
    expect(await probe(says(502), { expect: { status: [404, "5xx"] } })).toMatchObject({
      outcome: "success",
    });
    expect(await probe(says(200), { expect: { status: [404] } })).toMatchObject({
      reason: "unexpected_response",
      detail: "HTTP status 200, wanted 404",
    });
  });
});

describe("an expectation", () => {
  const json = '{"status":"ok","n":3,"items":[{"name":"a b"}],"nothing":null}';
  test.each<[string, object]>([
    ["header", { headers: { "X-Version": "^1\\." } }],
    ["body", { body: { matches: '"ok"', not_matches: "error" } }],
    [
      "json that equals",
      {
        json: [
          { path: "status", equals: "ok" },
          { path: "nothing", equals: null },
        ],
      },
    ],
    [
      "json that matches",
      {
        json: [
          { path: "items[0].name", matches: "^a" },
          { path: "n", matches: "^3$" },
        ],
      },
    ],
    [
      "json that exists, or not",
      {
        json: [
          { path: "items[0]", exists: true },
          { path: "items[1]", exists: false },
        ],
      },
    ],
  ])("on %s is met", async (_, expectation) => {
    expect(await probe(says(200, json, { "x-version": "1.2" }), { expect: expectation })).toMatchObject({
      outcome: "success",
    });
  });

  test.each<[object, string]>([
    [{ headers: { "x-version": "^2" } }, "header x-version is '1.2', wanted /^2/"],
    [{ headers: { "x-other": "." } }, "no header x-other"],
    [{ body: { matches: "^ok$" } }, "the body does not match /^ok$/: "],
    [{ body: { not_matches: "ok" } }, "the body matches /ok/"],
    [{ body: { not_matches: "(([^!]+)+)+!" } }, "/(([^!]+)+)+!/ takes too long on the body"],
    [{ json: [{ path: "status", equals: "fine" }] }, "status is 'ok', wanted 'fine'"],
    [{ json: [{ path: "n", equals: "3" }] }, "n is 3, wanted '3'"],
    [{ json: [{ path: "items", matches: "a" }] }, "items is [ { name: 'a b' } ], wanted /a/"],
    [{ json: [{ path: "items[3].name", exists: true }] }, "items[3].name is missing"],
    [{ json: [{ path: "status", exists: false }] }, "status exists"],
  ])("%j that is not met says what was found", async (expectation, detail) => {
    expect(await probe(says(200, json, { "x-version": "1.2" }), { expect: expectation })).toMatchObject({
      reason: "unexpected_response",
      detail: expect.stringContaining(detail),
    });
  });

  test("on JSON is not met by a body that is none", async () => {
    const entry = { expect: { json: [{ path: "a", exists: true }] } };
    expect(await probe(says(200, "<html>"), entry)).toMatchObject({
      detail: "the body is not JSON: '<html>'",
    });
  });
});

describe("a bad upstream", () => {
  test.each([
    ["waitBeforeHeaders", "timeout", "no result within 0.3 s, waiting for the answer"],
    ["waitInBody", "timeout", "no result within 0.3 s, reading the answer"],
    ["dripHeaders", "timeout", "no result within 0.3 s, waiting for the answer"],
    ["endless", "unexpected_response", "the body is larger than 1048576 bytes"],
    ["garbage", "unexpected_response", "the answer is not HTTP/1.1"],
    ["resetInBody", "connect", "ECONNRESET"],
    ["closeInBody", "connect", "the connection was closed before the answer was complete"],
    ["close", "connect", "the connection was closed before the answer was complete"],
    ["redirectForEver", "unexpected_response", "redirects for ever: more than 5"],
    ["thousandsOfHeaders", "unexpected_response", "the headers of the answer are too large"],
  ] as const)("that does %s is %s", async (fault, reason, detail) => {
    const result = await probe(FAULTS[fault], {}, { timeoutSeconds: reason === "timeout" ? 0.3 : 10 });
    expect(result).toMatchObject({ outcome: "failure", reason, detail: expect.stringContaining(detail) });
    await eventually(5, (upstreams[0] as Upstream).connections, (open) => open === 0);
  });

  test("that sends without end is cut off at once", async () => {
    await probe(FAULTS.endless);
    expect((upstreams[0] as Upstream).written()).toBeLessThan(64 * 1024 * 1024);
  });

  test("whose small body unpacks to a huge one is cut off", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const answer: RequestListener = (_request, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    expect(await probe(answer)).toMatchObject({
      reason: "unexpected_response",
      detail: expect.stringContaining("larger"),
    });
  });

  test("that compresses although nobody asked is read", async () => {
    const answer: RequestListener = (_request, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("fine"));
    expect(await probe(answer, { expect: { body: { matches: "^fine$" } } })).toMatchObject({
      outcome: "success",
    });
  });

  test("that echoes a secret does not get it into the result", async () => {
    const echo: RequestListener = ({ headers }, response) => {
      response.writeHead(500, `no ${headers.authorization}`).end(`you are ${headers.authorization}`);
    };
    const trace: unknown[] = [];
    const entry = { auth: bearer, expect: { status: [500], body: { matches: "^$" } } };
    const result = await probe(echo, entry, { onTrace: (entry) => trace.push(entry) });
    expect(result).toMatchObject({ detail: expect.stringContaining("you are Bearer ***") });
    expect(JSON.stringify([result, trace])).not.toContain(TOKEN.slice(0, 10));
  });

  test("whose text makes a pattern backtrack for ever does not stop the process", async () => {
    const entry = { expect: { body: { matches: "^(a+)+$" } } };
    expect(await probe(says(200, `${"a".repeat(100)}b`), entry)).toMatchObject({
      reason: "unexpected_response",
    });
  });

  test("that nobody can reach is connect, and a name that nobody knows is dns", async () => {
    const { url, close } = await startUpstream(says(200));
    await close();
    expect(await probeOnce(http, { url })).toMatchObject({ reason: "connect" });
    expect(await probeOnce(http, { url: "http://no-such-host.invalid" })).toMatchObject({ reason: "dns" });
  });
});

describe("a redirect", () => {
  const to = (location: string, status = 302) => says(status, "", { location });

  test("is followed, and counts as the answer where it must not be", async () => {
    const hop: RequestListener = (request, response) =>
      (request.url === "/" ? to("/there") : says(200, "arrived"))(request, response);
    expect(await probe(hop, { expect: { body: { matches: "arrived" } } })).toMatchObject({
      outcome: "success",
    });
    expect(await probe(hop, { follow_redirects: 0, expect: { status: [302] } })).toMatchObject({
      outcome: "success",
    });
  });

  test("takes secrets to the same origin, and to no other", async () => {
    const seen: object[] = [];
    const note: RequestListener = ({ headers }, response) => {
      seen.push([headers.authorization, headers["x-key"], headers["x-plain"]]);
      response.end();
    };
    const other = await start(note);
    const entry = { auth: bearer, headers: { "x-key": { env: "TOKEN" }, "x-plain": "yes" } };
    await probe(to(other.url), entry);
    await probe((request, response) => (request.url === "/" ? to("/b") : note)(request, response), entry);
    expect(seen).toEqual([
      [undefined, undefined, "yes"],
      [`Bearer ${TOKEN}`, TOKEN, "yes"],
    ]);
  });

  test("takes a Host that was set to the same origin, and to no other", async () => {
    const seen: unknown[] = [];
    const note: RequestListener = ({ headers }, response) => {
      seen.push(headers.host);
      response.end();
    };
    const other = await start(note);
    const entry = { headers: { Host: "shop.example" } };
    await probe(to(other.url), entry);
    await probe((request, response) => (request.url === "/" ? to("/b") : note)(request, response), entry);
    expect(seen).toEqual([`127.0.0.1:${other.port}`, "shop.example"]);
  });

  test.each(["ftp://example.com/", "http://[", "file:///etc/passwd"])(
    "to %s is refused",
    async (location) => {
      expect(await probe(to(location))).toMatchObject({
        reason: "unexpected_response",
        detail: expect.stringContaining("redirected to"),
      });
    },
  );

  test("turns POST into GET, save with 307", async () => {
    const methods: unknown[] = [];
    const answer =
      (status: number) =>
      (request: Parameters<RequestListener>[0], response: Parameters<RequestListener>[1]) => {
        if (request.url === "/") return void to("/b", status)(request, response);
        methods.push([request.method, request.headers["content-length"]]);
        response.end();
      };
    for (const status of [302, 303, 307]) await probe(answer(status), { method: "POST", body: "hi" });
    expect(methods).toEqual([
      ["GET", undefined],
      ["GET", undefined],
      ["POST", "2"],
    ]);
  });
});

describe("over TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "http-"));
  const authority = createAuthority(folder, "http-authority");
  const certificate = authority.issue("https", "IP:127.0.0.1");
  const tls = { ca: { env: "CA" } };
  const secrets = { CA: authority.ca, TOKEN };
  afterAll(() => rmSync(folder, { recursive: true }));

  test("a good certificate is up, and its expiry is told", async () => {
    const { url } = await start(says(200), certificate);
    const result = await probeOnce(http, { url, tls }, { secrets });
    expect(result).toMatchObject({
      outcome: "success",
      observations: { certificateExpiry: expect.any(Number) },
    });
    expect(result.phases.tls).toBeGreaterThan(0);
  });

  test("one that does not verify is down, its expiry told, unless the catalog trusts it", async () => {
    const { url } = await start(says(200), certificate);
    expect(await probeOnce(http, { url })).toMatchObject({
      reason: "tls",
      observations: { certificateExpiry: expect.any(Number) },
    });
    expect(await probeOnce(http, { url, tls: { insecure_skip_verify: true } })).toMatchObject({
      outcome: "success",
    });
  });

  test("no redirect takes credentials to plain HTTP", async () => {
    let reached = false;
    const plain = await start((_request, response) => {
      reached = true;
      response.end();
    });
    const { url } = await start(says(302, "", { location: plain.url }), certificate);
    expect(await probeOnce(http, { url, tls, auth: bearer }, { secrets })).toMatchObject({
      reason: "unexpected_response",
      detail: expect.stringContaining("redirected from https"),
    });
    expect(reached).toBe(false);
  });
});

describe("the configuration", () => {
  test.each([
    [{ url: "https://user:pw@example.com/" }, "must hold no credentials"],
    [{ url: "ftp://example.com/" }, "url"],
    [{ url: "http://x", headers: { a: "b\r\nc: d" } }, "must be one line"],
    [{ url: "http://x", headers: { a: "€" } }, "characters that HTTP can carry"],
    [{ url: "http://x", headers: { "Transfer-Encoding": "chunked" } }, "is for the exporter to set"],
    [{ url: "http://x", auth: { bearer: "literal" } }, "auth"],
    [{ url: "http://x", expect: { body: { matches: "(" } } }, "must be a regular expression"],
    [{ url: "http://x", expect: { json: [{ path: "a..b", exists: true }] } }, "must be a path"],
    [{ url: "http://x", expect: { json: [{ path: "a" }] } }, "needs one of"],
    [{ url: "http://x", tpyo: 1 }, "tpyo"],
  ])("%j is refused", (entry, message) => {
    expect(JSON.stringify(http.config.safeParse(entry).error?.issues)).toContain(message);
  });
});
