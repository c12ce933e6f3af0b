import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, connect } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { hashSync } from "bcryptjs";
import { Agent, request } from "undici";
import { type Authority, createAuthority } from "../../test/certificates.ts";
import { pieces, recordedLog, site } from "../../test/site.ts";
import { systemClock } from "../clock.ts";
import { createApp } from "./app.ts";
import { listen } from "./server.ts";
import type { Site } from "./site.ts";

type ClientTls = Pick<ConnectionOptions, "cert" | "key" | "maxVersion" | "ciphers" | "ecdhCurve">;

let folder: string;
let authority: Authority;
let server: ReturnType<Authority["issue"]>;
let client: ReturnType<Authority["issue"]>;
let stranger: ReturnType<Authority["issue"]>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "web-config-"));
  authority = createAuthority(folder, "authority");
  server = authority.issue("server", "IP:127.0.0.1");
  client = authority.issue("client", "DNS:prometheus.example,URI:spiffe://example/prometheus");
  stranger = createAuthority(folder, "elsewhere").issue("stranger", "DNS:prometheus.example");
});
afterAll(() => rmSync(folder, { recursive: true }));

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(ending.splice(0).map((end) => end()));
});

let files = 0;
async function serve(
  webConfig?: string,
  { address = "127.0.0.1:0", ...over }: { address?: string } & Partial<Site> = {},
) {
  const { log, lines } = recordedLog();
  const webConfigFile = join(folder, `web-${files++}.yml`);
  if (webConfig !== undefined) writeFileSync(webConfigFile, webConfig);
  const options = { address, log, clock: systemClock, ...(webConfig !== undefined && { webConfigFile }) };
  const running = await listen(createApp(site(over), log), options);
  ending.push(running.close);
  return { ...running, lines, webConfigFile };
}

async function get(url: string, headers: Record<string, string> = {}, tls: ClientTls = {}) {
  const dispatcher = new Agent({ connect: { ca: authority.ca, ...tls } });
  try {
    const response = await request(url, { headers, dispatcher });
    return { status: response.statusCode, headers: response.headers, body: await response.body.text() };
  } finally {
    await dispatcher.close();
  }
}

const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});

describe("--web.listen-address", () => {
  test.each(["localhost:0", "127.0.0.1:0", ":0"])("may be %s", async (address) => {
    const { url } = await serve(undefined, { address });
    expect((await get(`${url}/-/healthy`)).status).toBe(200);
  });

  test.each(["10120", "127.0.0.1", "http://127.0.0.1:0", "127.0.0.1:70000", "::1:0", "a b:0"])(
    "%s is refused",
    async (address) => {
      await expect(serve(undefined, { address })).rejects.toThrow(
        /^--web\.listen-address: must be host:port/,
      );
    },
  );

  test("that is taken is named, with what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    ending.push(async () => void other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    const address = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    await expect(serve(undefined, { address })).rejects.toThrow(
      `--web.listen-address=${address}: another program uses this port; stop it`,
    );
  });
});

test("closing lets an answer under way end", async () => {
  const { promise: text, resolve: answer } = Promise.withResolvers<ReturnType<typeof pieces>>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const { url, close } = await serve(undefined, {
    metrics: () => {
      ask();
      return text;
    },
  });
  const response = get(`${url}/metrics`);
  await asked;
  const closed = close();
  answer(pieces("the end\n"));
  expect((await response).body).toBe("the end\n");
  await closed;
  ending.length = 0;
});

describe("basic authentication", () => {
  const users = (password: string) => `basic_auth_users:\n  alice: ${hashSync(password, 4)}\n`;

  test("lets in who has the password, every time", async () => {
    const { url } = await serve(users("correct horse: battery"));
    for (let time = 0; time < 3; time++) {
      expect((await get(`${url}/metrics`, basic("alice", "correct horse: battery"))).status).toBe(200);
    }
  });

  test.each<[string, Record<string, string>]>([
    ["no password", {}],
    ["a wrong password", basic("alice", "wrong")],
    ["an unknown user with a known password", basic("mallory", "right")],
    ["a user named as a property of every object", basic("constructor", "right")],
    ["another scheme", { authorization: "Bearer right" }],
    ["no colon", { authorization: `Basic ${Buffer.from("alice").toString("base64")}` }],
  ])("refuses %s, after a right one as before", async (_what, headers) => {
    const { url, lines } = await serve(users("right"));
    const before = await get(`${url}/metrics`, headers);
    expect([before.status, before.body]).toEqual([401, "Unauthorized\n"]);
    expect(before.headers["www-authenticate"]).toMatch(/^Basic realm=/);
    expect((await get(`${url}/metrics`, basic("alice", "right"))).status).toBe(200);
    expect((await get(`${url}/metrics`, headers)).status).toBe(401);
    expect(lines.join("")).not.toMatch(/right|wrong|\$2b/);
  });

  test("stands before every path, also those that do not exist", async () => {
    const { url } = await serve(users("right"));
    for (const path of ["/", "/-/healthy", "/-/reload", "/probe", "/nothing"]) {
      expect((await get(url + path)).status).toBe(401);
    }
  });

  test("under a flood of wrong passwords turns some away, and knows the scraper still", async () => {
    const { url } = await serve(`basic_auth_users: { alice: ${hashSync("right", 8)} }`);
    expect((await get(url, basic("alice", "right"))).status).toBe(200);
    const flood = Array.from({ length: 60 }, (_, index) => get(url, basic("alice", `wrong ${index}`)));
    const first = await Promise.race([get(url, basic("alice", "right")), Promise.all(flood)]);
    expect(first).toMatchObject({ status: 200 });
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401, 503]));
  });

  test("forgets a password that the file no longer has, and keeps the users when the file goes bad", async () => {
    const { url, webConfigFile, lines } = await serve(users("old"));
    expect((await get(url, basic("alice", "old"))).status).toBe(200);
    writeFileSync(webConfigFile, users("brand new"));
    expect((await get(url, basic("alice", "old"))).status).toBe(401);
    expect((await get(url, basic("alice", "brand new"))).status).toBe(200);
    writeFileSync(webConfigFile, "basic_auth_users: [broken");
    expect((await get(url)).status).toBe(401);
    expect((await get(url, basic("alice", "brand new"))).status).toBe(200);
    expect(lines.join("")).toContain("web configuration not reloaded");
  });
});

test("configured headers are on every answer, and the page's own policy gives way", async () => {
  const { url } = await serve(
    "http_server_config:\n  headers:\n    Strict-Transport-Security: max-age=60\n    Content-Security-Policy: default-src 'self'\n",
  );
  const { headers } = await get(url);
  expect(headers["strict-transport-security"]).toBe("max-age=60");
  expect(headers["content-security-policy"]).toBe("default-src 'self'");
});

describe("TLS", () => {
  const tls = (...lines: string[]) =>
    ["tls_server_config:", "cert_file: server.crt", "key_file: server.key", ...lines].join("\n  ");

  test("serves what the files hold, by paths relative to the configuration", async () => {
    const { url } = await serve(tls());
    expect(url).toMatch(/^https:/);
    expect((await get(`${url}/-/healthy`)).status).toBe(200);
    await expect(get(url.replace("https", "http"))).rejects.toThrow();
  });

  test("shows a renewed certificate to the next connection", async () => {
    const renewed = authority.issue("renewed", "IP:127.0.0.1");
    writeFileSync(join(folder, "moving.crt"), server.cert);
    writeFileSync(join(folder, "moving.key"), server.key);
    const { url } = await serve("tls_server_config: { cert_file: moving.crt, key_file: moving.key }");
    const shown = async () => {
      const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1", ca: authority.ca });
      await new Promise((resolve) => socket.once("secureConnect", resolve));
      const name = socket.getPeerCertificate().subject.CN;
      socket.destroy();
      return name;
    };
    expect(await shown()).toBe("server");
    writeFileSync(join(folder, "moving.crt"), renewed.cert);
    writeFileSync(join(folder, "moving.key"), renewed.key);
    expect(await shown()).toBe("renewed");
  });

  test("speaks no version below min_version", async () => {
    const { url } = await serve(tls("min_version: TLS13"));
    await expect(get(url, {}, { maxVersion: "TLSv1.2" })).rejects.toThrow();
    expect((await get(url)).status).toBe(200);
  });

  test("speaks the cipher suites and curves that Go's names say", async () => {
    const { url } = await serve(
      tls(
        "max_version: TLS12",
        "cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]",
        "curve_preferences: [CurveP384]",
      ),
    );
    expect((await get(url, {}, { ciphers: "ECDHE-ECDSA-AES256-GCM-SHA384" })).status).toBe(200);
    await expect(get(url, {}, { ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" })).rejects.toThrow();
    await expect(get(url, {}, { ecdhCurve: "X25519" })).rejects.toThrow();
  });

  const CA = "client_ca_file: authority.crt";
  test.each([
    ["NoClientCert", [], { none: true, known: true, stranger: true }],
    ["RequestClientCert", [CA], { none: true, known: true, stranger: true }],
    ["RequireAnyClientCert", [], { none: false, known: true, stranger: true }],
    ["VerifyClientCertIfGiven", [CA], { none: true, known: true, stranger: false }],
    ["RequireAndVerifyClientCert", [CA], { none: false, known: true, stranger: false }],
    [
      "RequireAndVerifyClientCert",
      [CA, "client_allowed_sans: ['spiffe://example/prometheus']"],
      { none: false, known: true, stranger: false },
    ],
    [
      "RequireAndVerifyClientCert",
      [CA, "client_allowed_sans: ['other.example']"],
      { none: false, known: false, stranger: false },
    ],
    [
      "RequireAnyClientCert",
      ["client_allowed_sans: ['prometheus.example']"],
      { none: false, known: true, stranger: true },
    ],
  ])("with %s and %j lets in %j", async (type, lines, expected) => {
    const { url } = await serve(tls(`client_auth_type: ${type}`, ...lines));
    const admitted = async (options: ClientTls) =>
      get(url, {}, options).then(
        ({ status }) => status === 200,
        () => false,
      );
    expect({
      none: await admitted({}),
      known: await admitted({ cert: client.cert, key: client.key }),
      stranger: await admitted({ cert: stranger.cert, key: stranger.key }),
    }).toEqual(expected);
  });

  test("does not loosen while it runs: another client_auth_type waits for a restart", async () => {
    const { url, webConfigFile, lines } = await serve(
      tls("client_auth_type: RequireAndVerifyClientCert", CA),
    );
    writeFileSync(webConfigFile, tls());
    await expect(get(url)).rejects.toThrow();
    expect(lines.join("")).toContain("client_auth_type needs a restart");
  });
});
