/** The http provider against what it will meet most: nginx. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Authority, createAuthority } from "../../test/certificates.ts";
import { probeOnce } from "../../test/probe-once.ts";
import { freePort } from "../../tools/process.ts";
import { type Server, startNginx } from "../../tools/servers.ts";
import type { Provider } from "../contract.ts";
import http from "./http.ts";

const folder = mkdtempSync(join(tmpdir(), "http-nginx-"));
const secrets: Record<string, string> = { PASSWORD: "open sesame" };
let authority: Authority;
let plain: Server;
let secure: Server;

beforeAll(async () => {
  authority = createAuthority(folder, "authority");
  const server = authority.issue("server", "IP:127.0.0.1");
  const client = authority.issue("client", "DNS:client");
  Object.assign(secrets, { CA: authority.ca, CERT: client.cert, KEY: client.key });
  writeFileSync(join(folder, "users"), "ada:{PLAIN}open sesame\n", { mode: 0o644 });
  plain = await startNginx(`
    location = /health { default_type application/json; return 200 '{"status":"ok"}'; }
    location = /private { auth_basic "staff"; auth_basic_user_file ${folder}/users; try_files /none =204; }
    location = /moved { return 301 /health; }
    location = /limited { add_header Retry-After 120 always; return 429; }
    location = /quota {
      add_header RateLimit-Policy '"burst";q=100;w=60';
      add_header RateLimit '"burst";r=50;t=30';
      return 200;
    }
    location = /broken { proxy_pass http://127.0.0.1:${await freePort()}; }
  `);
  secure = await startNginx(
    `
    ssl_certificate ${server.certFile};
    ssl_certificate_key ${server.keyFile};
    ssl_client_certificate ${authority.caFile};
    ssl_verify_client on;
    location / { return 200 fine; }
    `,
    "ssl",
  );
}, 60_000);
afterAll(async () => {
  await Promise.all([plain?.stop(), secure?.stop()]);
  rmSync(folder, { recursive: true });
});

const probe = (path: string, entry: Record<string, unknown> = {}) =>
  probeOnce(
    http as unknown as Provider,
    { url: `http://127.0.0.1:${plain.port}${path}`, ...entry },
    { secrets },
  );

test("a healthy page is healthy, through a redirect too", async () => {
  const expect_ = { json: [{ path: "status", equals: "ok" }] };
  expect(await probe("/health", { expect: expect_ })).toMatchObject({ outcome: "success" });
  expect(await probe("/moved", { expect: expect_ })).toMatchObject({ outcome: "success" });
});

test("a redirect is the answer when none is to be followed", async () => {
  const entry = { follow_redirects: 0, expect: { status: [301], headers: { location: "/health$" } } };
  expect(await probe("/moved", entry)).toMatchObject({ outcome: "success" });
});

test("a password opens what is closed without it", async () => {
  const auth = { basic: { username: "ada", password: { env: "PASSWORD" } } };
  expect(await probe("/private", { auth })).toMatchObject({ outcome: "success" });
  expect(await probe("/private")).toMatchObject({ outcome: "failure", reason: "unauthorized" });
});

test.each([
  ["/missing", { reason: "not_found" }],
  ["/limited", { reason: "rate_limited", retryAfterSeconds: 120 }],
  ["/broken", { reason: "server_error", detail: expect.stringContaining("502") }],
])("%s has its reason", async (path, result) => {
  expect(await probe(path)).toMatchObject({ outcome: "failure", ...result });
});

test("a quota in the answer's headers is told where the catalog asks for it", async () => {
  expect(await probe("/quota", { quota: true })).toMatchObject({
    observations: { quotas: [{ name: "requests", remaining: 50, limit: 100 }] },
  });
  expect((await probe("/quota")).observations.quotas).toBeUndefined();
});

test("a client certificate is shown where the server asks for one, and its lack is told", async () => {
  const url = `https://127.0.0.1:${secure.port}/`;
  const shown = { ca: { env: "CA" }, cert: { env: "CERT" }, key: { env: "KEY" } };
  const result = await probe("", { url, tls: shown });
  expect(result).toMatchObject({
    outcome: "success",
    observations: { certificateExpiry: expect.any(Number) },
  });
  expect(result.phases.tls).toBeGreaterThan(0);
  expect(await probe("", { url, tls: { ca: { env: "CA" } } })).toMatchObject({
    outcome: "failure",
    detail: expect.stringContaining("400"),
  });
});
