import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createAuthority } from "../../../test/certificates.ts";
import { loadWebConfig } from "./load.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "web-config-"));
  const authority = createAuthority(folder, "authority");
  authority.issue("a", "DNS:a.example");
  authority.issue("b", "DNS:b.example");
});
afterAll(() => rmSync(folder, { recursive: true }));

const HASH = `$2y$10$${"a".repeat(53)}`;

function load(content: string) {
  const path = join(folder, "web.yml");
  writeFileSync(path, content);
  const loaded = loadWebConfig(path, new Set());
  return loaded.ok ? loaded : { ok: false, message: loaded.message.replaceAll(`${folder}/`, "") };
}

test("an empty file asks for nothing", () => {
  expect(load("")).toEqual({ ok: true, config: { users: new Map(), headers: new Map() } });
});

test("the toolkit's example holds", () => {
  const loaded = load(
    `tls_server_config: { cert_file: a.crt, key_file: a.key }\nhttp_server_config: { http2: true }\nbasic_auth_users: { alice: ${HASH} }`,
  );
  expect(loaded).toMatchObject({ ok: true, config: { users: new Map([["alice", HASH]]) } });
});

test("all errors come at once, each with its path", () => {
  const loaded = load(
    "tls_server_config: { min_version: TLS10, cipher_suites: [TLS_RSA_WITH_RC4_128_SHA] }\nbasic_auth_users: { alice: geheim }\nbasic_auth_user: {}",
  );
  const lines = loaded.ok ? [] : (loaded as { message: string }).message.split("\n");
  expect(lines).toEqual([
    expect.stringMatching(/^web.yml: tls_server_config.min_version: must be TLS12 or TLS13/),
    expect.stringMatching(/^web.yml: tls_server_config.cipher_suites\[0\]: is not a cipher suite/),
    expect.stringMatching(/^web.yml: basic_auth_users.alice: must be a bcrypt hash/),
    expect.stringContaining("basic_auth_user"),
  ]);
});

test.each([
  ["tls_server_config: {}", "cert: is missing: give cert or cert_file"],
  [
    "tls_server_config: { cert: a, cert_file: a.crt, key_file: a.key }",
    "cert: and cert_file exclude each other",
  ],
  [
    "tls_server_config: { cert_file: none.crt, key_file: a.key }",
    "cert_file: none.crt: there is no such file",
  ],
  ["tls_server_config: { cert_file: a.crt, key_file: b.key }", "certificate and key do not work"],
  [
    "tls_server_config: { cert_file: a.crt, key_file: a.key, client_ca_file: authority.crt }",
    "client_auth_type: must ask for a certificate when a client CA is given",
  ],
  [
    "tls_server_config: { cert_file: a.crt, key_file: a.key, client_auth_type: RequireAndVerifyClientCert }",
    "RequireAndVerifyClientCert needs client_ca or client_ca_file",
  ],
  [
    "tls_server_config: { cert_file: a.crt, key_file: a.key, client_allowed_sans: [a] }",
    "client_allowed_sans: needs client_auth_type RequireAnyClientCert or RequireAndVerifyClientCert",
  ],
  ["rate_limit: { burst: 3 }", "rate_limit: is not supported: limit requests in a proxy"],
  ["http_server_config: { headers: { X-Powered-By: me } }", "X-Powered-By"],
  ["http_server_config: { headers: { X-Frame-Options: allow } }", "X-Frame-Options"],
  [
    'http_server_config: { headers: { Content-Security-Policy: "a\\r\\nSet-Cookie: b" } }',
    "one line of printable",
  ],
  ["basic_auth_users: { 'a:b': x }", "nor hold a colon"],
  ["- 1", "web.yml: "],
  ["a: [", "at line 1"],
])("%s is refused: %s", (content, message) => {
  expect(load(content)).toEqual({ ok: false, message: expect.stringContaining(message) });
});

test("no message repeats a hash, a password or a key", () => {
  const secrets = load(
    `basic_auth_users: { alice: geheim, bob: [geheim] }\ntls_server_config: { cert: geheim, key: geheim, geheimnis: 1 }`,
  );
  expect(secrets).toMatchObject({ ok: false, message: expect.not.stringMatching(/geheim(?!nis)/) });
  expect(load("key: geheim\n  bad: [geheim")).toMatchObject({
    ok: false,
    message: expect.not.stringContaining("geheim"),
  });
});
