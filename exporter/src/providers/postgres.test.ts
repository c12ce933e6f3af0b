import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createAuthority } from "../../test/certificates.ts";
import { probeOnce } from "../../test/probe-once.ts";
import { type Postgres, startPostgres } from "../../tools/servers.ts";
import postgres from "./postgres.ts";

describe("with a real PostgreSQL", () => {
  let server: Postgres;
  let base: Record<string, unknown>;
  let secrets: Record<string, string>;
  beforeAll(async () => {
    server = await startPostgres();
    const { host, port, user, database } = server;
    base = { host, port, user, database, password: { env: "PASSWORD" } };
    secrets = { PASSWORD: server.password, WRONG: "battery staple" };
  }, 60_000);
  afterAll(() => server.stop());
  const probe = (entry: Record<string, unknown>, timeoutSeconds = 10) =>
    probeOnce(postgres, { ...base, ...entry }, { secrets, timeoutSeconds });

  test("is up, with version and connections", async () => {
    const result = await probe({});
    expect(result).toMatchObject({
      outcome: "success",
      observations: { version: expect.stringMatching(/^\d+\.\d+$/) },
    });
    expect(result.observations.summary).toMatch(/^PostgreSQL \d+\.\d+, 1 of 100 connections$/);
    expect(result.phases.wait).toBeGreaterThan(0);
  });

  test.each([
    ["a wrong password", { password: { env: "WRONG" } }, "unauthorized", /SQLSTATE 28P01/],
    ["no password", { password: undefined }, "unauthorized", /wants a password and none is configured/],
    ["an unknown database", { database: "nope" }, "not_found", /SQLSTATE 3D000/],
    [
      "a query that writes",
      { query: "CREATE TABLE t (i int)" },
      "unexpected_response",
      /read-only transaction/,
    ],
    ["a query with an error in it", { query: "SELEC 1" }, "unexpected_response", /SQLSTATE 42601/],
    ["a query with a second statement", { query: "SELECT 1; SELECT 2" }, "unexpected_response", /42601/],
    ["a server without TLS", { tls: true }, "tls", /does not speak TLS/],
  ])("%s fails", async (_, entry, reason, detail) => {
    const result = await probe(entry);
    expect(result).toMatchObject({ outcome: "failure", reason, detail: expect.stringMatching(detail) });
    expect(JSON.stringify(result)).not.toContain(secrets.WRONG);
  });

  test("a query that takes too long is a timeout, and ends on the server as well", async () => {
    const result = await probe({ query: "SELECT pg_sleep(60)" }, 0.3);
    expect(result).toMatchObject({ outcome: "failure", reason: "timeout" });
    const query = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'";
    expect(await probe({ query, first_value: "^0$" })).toMatchObject({ outcome: "success" });
  });

  test("reads a thousand rows of millions", async () => {
    const query = "SELECT i, repeat('x', 1000) FROM generate_series(1, 5000000) AS i";
    const before = process.memoryUsage().rss;
    expect(await probe({ query, min_rows: 1000 })).toMatchObject({ outcome: "success" });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test("cuts off a row that is larger than any answer should be", async () => {
    const result = await probe({ query: "SELECT repeat('x', 20000000)" });
    expect(result).toMatchObject({
      reason: "unexpected_response",
      detail: expect.stringMatching(/more than \d+ bytes/),
    });
  });

  describe("behind TLS", () => {
    let folder: string;
    let front: Server;
    let entry: Record<string, unknown>;
    const sockets = new Set<Socket>();
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "postgres-tls-"));
      const authority = createAuthority(folder, "test-authority");
      const { cert, key } = authority.issue("database", "DNS:db.example.com,IP:127.0.0.1");
      const secureContext = createSecureContext({ cert, key });
      secrets.CA = authority.ca;
      // PostgreSQL as it is with ssl = on: says S to the first eight bytes, then speaks TLS.
      front = createServer((client) => {
        sockets.add(client);
        client.on("error", () => {});
        client.once("data", () => {
          client.write("S");
          const secured = new TLSSocket(client, { isServer: true, secureContext });
          const behind = connect(server.port, server.host);
          sockets.add(behind);
          for (const socket of [secured, behind]) socket.on("error", () => {});
          secured.pipe(behind).pipe(secured);
        });
      });
      await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
      entry = { host: "127.0.0.1", port: (front.address() as { port: number }).port };
    });
    afterAll(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => front.close(resolve));
      await rm(folder, { recursive: true });
    });

    test("is up, its handshake timed and its certificate's end seen", async () => {
      const result = await probe({ ...entry, tls: { ca: { env: "CA" } } });
      expect(result).toMatchObject({ outcome: "success" });
      expect(result.phases.connect).toBeGreaterThan(0);
      expect(result.phases.tls).toBeGreaterThan(0);
      const days = ((result.observations.certificateExpiry as number) - Date.now() / 1000) / 86400;
      expect(Math.round(days)).toBe(30);
    });

    test.each([
      ["of an unknown authority", true],
      ["for another host", { ca: { env: "CA" }, server_name: "other.example.com" }],
    ])("a certificate %s is refused", async (_, tls) => {
      expect(await probe({ ...entry, tls })).toMatchObject({ outcome: "failure", reason: "tls" });
    });

    test("any certificate will do where the catalog says so", async () => {
      const tls = { insecure_skip_verify: true };
      expect(await probe({ ...entry, tls })).toMatchObject({ outcome: "success" });
    });
  });

  test("holds the rows against what is expected of them", async () => {
    expect(await probe({ query: "SELECT true", first_value: "^t$", min_rows: 1 })).toMatchObject({
      outcome: "success",
    });
    expect(await probe({ query: "SELECT 5", first_value: "^t$" })).toMatchObject({
      reason: "unexpected_response",
      detail: "the query's first value is '5', wanted /^t$/",
      observations: { version: expect.any(String) },
    });
    expect(await probe({ query: "SELECT 1 WHERE false", min_rows: 1 })).toMatchObject({
      reason: "unexpected_response",
      detail: "the query returned 0 rows, wanted 1",
    });
  });
});

describe("with a server that is none", () => {
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server?.close(resolve));
  });

  async function probe(answer: (socket: Socket) => void, entry = {}) {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once("data", () => answer(socket));
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const base = { host: "127.0.0.1", port, user: "u", database: "d" };
    return probeOnce(postgres, { ...base, ...entry }, { timeoutSeconds: 2 });
  }
  const error = (state: string) => {
    const fields = Buffer.from(`SFATAL\0C${state}\0Mno\0\0`);
    const head = Buffer.from("E\0\0\0\0");
    head.writeUInt32BE(fields.length + 4, 1);
    return Buffer.concat([head, fields]);
  };

  test.each([
    ["28000", "unauthorized"],
    ["42501", "forbidden"],
    ["53300", "server_error"],
    ["57P03", "server_error"],
    ["57014", "timeout"],
    ["08006", "server_error"],
    ["XX000", "server_error"],
    ["0A000", "unexpected_response"],
  ])("SQLSTATE %s is %s", async (state, reason) => {
    expect(await probe((socket) => socket.end(error(state)))).toMatchObject({
      outcome: "failure",
      reason,
      detail: `no (SQLSTATE ${state})`,
    });
  });

  test.each([
    [
      "another protocol",
      "HTTP/1.1 400 Bad Request\r\n\r\n",
      "unexpected_response",
      /not a PostgreSQL server/,
    ],
    [
      "a message shorter than it says",
      "R\0\0\0\x04abc",
      "unexpected_response",
      /broke PostgreSQL's protocol/,
    ],
  ])("%s does not harm us", async (_, bytes, reason, detail) => {
    const result = await probe((socket) => socket.write(bytes));
    expect(result).toMatchObject({ outcome: "failure", reason, detail: expect.stringMatching(detail) });
  });

  test.each([{ tls: false }, { tls: true }])("one that hangs up is a server error (%p)", async (entry) => {
    const result = await probe((socket) => socket.end(), entry);
    expect(result).toMatchObject({ reason: "server_error", detail: "the server closed the connection" });
  });

  test("bytes slipped in before TLS are refused", async () => {
    const result = await probe((socket) => socket.write("SE\0\0\0"), { tls: true });
    expect(result).toMatchObject({ reason: "unexpected_response" });
  });
});
