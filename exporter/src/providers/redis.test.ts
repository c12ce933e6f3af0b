import { createServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { probeOnce } from "../../test/probe-once.ts";
import { type Server as Started, startRedis } from "../../tools/servers.ts";
import redis from "./redis.ts";

const secrets = { PASSWORD: "correct horse", WRONG: "battery staple" };
const password = { env: "PASSWORD" };

describe("with a real Redis", () => {
  let server: Started;
  let base: { host: string; port: number };
  beforeAll(async () => {
    const user = "user monitor on >only-ping ~* &* -@all +ping";
    server = await startRedis({ password: `"${secrets.PASSWORD}"`, config: user });
    base = { host: server.host, port: server.port };
  });
  afterAll(() => server.stop());

  test("is up, with version and summary", async () => {
    const result = await probeOnce(redis, { ...base, password, database: 3 }, { secrets });
    expect(result).toMatchObject({
      outcome: "success",
      observations: { version: expect.stringMatching(/^\d+\./) },
    });
    expect(result.observations.summary).toMatch(/^Redis [\d.]+, master, 1 client, .+ used$/);
    expect(result.observations.degraded).toBeUndefined();
    expect(result.phases.wait).toBeGreaterThan(0);
  });

  test.each([
    ["no password", {}],
    ["a wrong password", { password: { env: "WRONG" } }],
    ["an unknown user", { username: "nobody", password }],
  ])("is unauthorized with %s", async (_, credentials) => {
    const result = await probeOnce(redis, { ...base, ...credentials }, { secrets });
    expect(result).toMatchObject({ outcome: "failure", reason: "unauthorized" });
    expect(JSON.stringify(result)).not.toContain(secrets.WRONG);
  });

  test("does not find a database beyond the last", async () => {
    const result = await probeOnce(redis, { ...base, password, database: 99 }, { secrets });
    expect(result).toMatchObject({ reason: "not_found", detail: "SELECT: ERR DB index is out of range" });
  });

  test("is up for a user who may PING and not INFO, and says less", async () => {
    const credentials = { username: "monitor", password: { env: "MONITOR" } };
    const result = await probeOnce(redis, { ...base, ...credentials }, { secrets: { MONITOR: "only-ping" } });
    expect(result).toMatchObject({
      outcome: "success",
      observations: { summary: expect.stringMatching(/not for this user/) },
    });
  });
});

describe("with a server that answers as told", () => {
  let server: Server | undefined;
  const sockets = new Set<Socket>();
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server?.close(resolve));
  });

  async function answering(answer: (socket: Socket) => void): Promise<{ host: string; port: number }> {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once("data", () => answer(socket));
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    return { host: "127.0.0.1", port: (server.address() as { port: number }).port };
  }
  const withInfo = (info: string) => (socket: Socket) =>
    socket.write(`+PONG\r\n$${info.length}\r\n${info}\r\n`);

  test.each([
    ["-LOADING Redis is loading the dataset in memory", "server_error"],
    ["-MASTERDOWN Link with MASTER is down", "server_error"],
    ["-CLUSTERDOWN The cluster is down", "server_error"],
    ["-BUSY Redis is busy running a script", "server_error"],
    ["-ERR max number of clients reached", "server_error"],
    ["-NOPERM this user has no permissions to run the 'ping' command", "forbidden"],
    ["-DENIED Redis is running in protected mode", "forbidden"],
    ["-ERR unknown command 'PING'", "unexpected_response"],
    ["+PANG", "unexpected_response"],
    ["HTTP/1.1 400 Bad Request", "unexpected_response"],
    ["$-5", "unexpected_response"],
  ])("%s is %s", async (line, reason) => {
    const where = await answering((socket) => socket.end(`${line}\r\n`));
    const result = await probeOnce(redis, where);
    expect(result).toMatchObject({ outcome: "failure", reason });
    if (line.startsWith("-")) expect(result).toMatchObject({ detail: `PING: ${line.slice(1)}` });
  });

  test.each([
    ["role:slave\r\nmaster_link_status:down", "replica has lost its master"],
    ["role:master\r\nrdb_last_bgsave_status:err", "last background save failed"],
    ["role:master\r\naof_last_write_status:err", "last write to the append-only file failed"],
    ["connected_clients:95\r\nmaxclients:100", "clients at 95 % of maxclients"],
    [
      "used_memory:9\r\nmaxmemory:10\r\nmaxmemory_policy:noeviction",
      "memory at 90 % of maxmemory, and nothing is evicted",
    ],
    ["used_memory:9\r\nmaxmemory:10\r\nmaxmemory_policy:allkeys-lru", undefined],
    ["used_memory:9\r\nmaxmemory:0", undefined],
    ["role:slave\r\nmaster_link_status:up\r\nconnected_clients:89\r\nmaxclients:100", undefined],
  ])("INFO %j is degraded by %p", async (info, degraded) => {
    const result = await probeOnce(redis, await answering(withInfo(info)));
    expect(result.outcome).toBe("success");
    expect(result.observations.degraded).toBe(degraded);
  });

  test("reads an answer that arrives byte by byte", async () => {
    const where = await answering(async (socket) => {
      socket.setNoDelay(true);
      for (const byte of "+PONG\r\n$19\r\nredis_version:7.2.4\r\n") {
        socket.write(byte);
        await new Promise(setImmediate);
      }
    });
    const result = await probeOnce(redis, where);
    expect(result).toMatchObject({ outcome: "success", observations: { version: "7.2.4" } });
  });

  test("cuts off an answer without end", async () => {
    const where = await answering((socket) => {
      socket.write("+PONG\r\n$999999999999\r\n");
      const flood = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65536)));
      };
      socket.on("drain", flood);
      flood();
    });
    const result = await probeOnce(redis, where);
    expect(result).toMatchObject({
      reason: "unexpected_response",
      detail: expect.stringMatching(/more than 1048576 bytes/),
    });
  });

  test("a silent server is a timeout, one that hangs up a server error", async () => {
    const silent = await probeOnce(redis, await answering(() => {}), { timeoutSeconds: 0.2 });
    expect(silent).toMatchObject({ reason: "timeout" });
    server?.close();
    const closing = await probeOnce(redis, await answering((socket) => socket.end()));
    expect(closing).toMatchObject({
      reason: "server_error",
      detail: "closed the connection before it answered PING",
    });
  });
});
