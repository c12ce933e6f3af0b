import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type Authority, createAuthority } from "../../test/certificates.ts";
import { probeOnce } from "../../test/probe-once.ts";
import { startListener, type Upstream } from "../../test/upstream.ts";
import tls from "./tls.ts";

const folder = mkdtempSync(join(tmpdir(), "tls-"));
const DAY = 86_400;
const now = () => Date.now() / 1000;
let authority: Authority;
let upstream: Upstream | undefined;

beforeAll(() => {
  authority = createAuthority(folder, "test-authority");
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => upstream?.close());

async function probe(certificate: { cert: string; key: string }, entry: object = {}) {
  upstream = await startListener(() => {}, certificate);
  const base = { host: "127.0.0.1", port: upstream.port, ca: { env: "CA" } };
  return probeOnce(tls, { ...base, ...entry }, { secrets: { CA: authority.ca } });
}

describe("a certificate", () => {
  test("that is good is up, and says until when", async () => {
    const result = await probe(authority.issue("good", "IP:127.0.0.1"));
    expect(result).toMatchObject({
      outcome: "success",
      observations: {
        summary: expect.stringMatching(/^TLSv1.3, certificate of test-authority valid until \d{4}-/),
      },
    });
    expect(result.observations.certificateExpiry).toBeCloseTo(now() + 30 * DAY, -2);
    expect(result.observations.degraded).toBeUndefined();
    expect(result.phases.tls).toBeGreaterThan(0);
  });

  test("that runs out soon is degraded", async () => {
    const soon = authority.issue("soon", "IP:127.0.0.1", 10);
    expect((await probe(soon)).observations.degraded).toMatch(/^the certificate runs out in 9 days \(/);
    await upstream?.close();
    expect((await probe(soon, { expires_within: "7d" })).observations.degraded).toBeUndefined();
  });

  test("that has expired is down, and its expiry is told all the same", async () => {
    const result = await probe(authority.issue("expired", "IP:127.0.0.1", -1));
    expect(result).toMatchObject({ reason: "tls", detail: expect.stringContaining("has expired") });
    expect(result.observations.certificateExpiry).toBeCloseTo(now() - DAY, -2);
  });

  test("for another host is down", async () => {
    const result = await probe(authority.issue("other", "DNS:other.example"));
    expect(result).toMatchObject({ reason: "tls", detail: expect.stringContaining("for another host") });
    expect(result.observations.certificateExpiry).toBeGreaterThan(now());
  });

  test("is verified for the name that is asked for", async () => {
    const named = authority.issue("named", "DNS:api.example");
    expect(await probe(named, { server_name: "api.example" })).toMatchObject({ outcome: "success" });
  });

  test("without a name in its list is verified by its subject", async () => {
    const old = authority.issue("old.example", "email:somebody@example.com");
    expect(await probe(old, { server_name: "old.example" })).toMatchObject({ outcome: "success" });
    await upstream?.close();
    expect(await probe(old, { server_name: "new.example" })).toMatchObject({
      reason: "tls",
      detail: expect.stringContaining("for another host"),
    });
  });

  test("that comes with its authority's is the one that is looked at", async () => {
    const { cert, key } = authority.issue("chained", "IP:127.0.0.1", 10);
    const { observations } = await probe({ cert: cert + authority.ca, key });
    expect(observations.degraded).toMatch(/^the certificate runs out in 9 days \(/);
    expect(observations.certificateExpiry).toBeCloseTo(now() + 10 * DAY, -2);
  });

  test("of an authority that is not trusted is down", async () => {
    const foreign = createAuthority(folder, "foreign").issue("foreign-leaf", "IP:127.0.0.1");
    expect(await probe(foreign)).toMatchObject({
      reason: "tls",
      detail: expect.stringContaining("issuer is unknown"),
    });
  });

  test("that is self-signed is down", async () => {
    const { ca: cert } = createAuthority(folder, "selfmade");
    const key = readFileSync(join(folder, "selfmade.key"), "utf8");
    expect(await probe({ cert, key })).toMatchObject({
      reason: "tls",
      detail: "the certificate is self-signed (issued by selfmade)",
    });
  });
});

test("a port that speaks no TLS is down, in words", async () => {
  upstream = await startListener((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  expect(await probeOnce(tls, { host: "127.0.0.1", port: upstream.port })).toMatchObject({
    reason: "tls",
    detail: "TLS handshake failed: wrong version number",
  });
});

test("a port that hangs in the handshake is a timeout, and says so", async () => {
  upstream = await startListener(() => {});
  const entry = { host: "127.0.0.1", port: upstream.port };
  expect(await probeOnce(tls, entry, { timeoutSeconds: 0.1 })).toMatchObject({
    reason: "timeout",
    detail: "no result within 0.1 s, in the TLS handshake",
  });
});
