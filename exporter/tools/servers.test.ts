import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { Client } from "pg";
import { type Server, startNginx, startPostgres, startRedis } from "./servers.ts";

const started: Server[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});

/** Stopped when the test ends, however it ends. */
async function running<S extends Server>(starting: Promise<S>): Promise<S> {
  const server = await starting;
  started.push(server);
  return server;
}

/** What Redis answers to `commands`, in its inline form. */
async function askRedis(port: number, commands: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  socket.write(`${commands}\r\nQUIT\r\n`);
  await once(socket, "close");
  return answer;
}

test("Redis asks for its password, takes further configuration, and is gone when stopped", async () => {
  const redis = await running(startRedis({ password: "sesame", config: "maxclients 17" }));

  await expect(askRedis(redis.port, "PING")).resolves.toMatch(/^-NOAUTH/);
  await expect(askRedis(redis.port, "AUTH sesame\r\nCONFIG GET maxclients")).resolves.toMatch(/\r\n17\r\n/);

  await redis.stop();
  await expect(askRedis(redis.port, "PING")).rejects.toThrow("ECONNREFUSED");
}, 60_000);

test("PostgreSQL answers who knows its password, and nobody else", async () => {
  const { host, port, user, password, database } = await running(startPostgres());
  const client = new Client({ host, port, user, password, database });
  const stranger = new Client({ host, port, user, password: "guess", database });

  await client.connect();
  const { rows } = await client.query("select 6 * 7 as answer");
  await client.end();

  expect(rows).toEqual([{ answer: 42 }]);
  await expect(stranger.connect()).rejects.toThrow(/password authentication failed/);
}, 60_000);

test("nginx serves the directives that it was given", async () => {
  const nginx = await running(startNginx('location /teapot { return 418 "short and stout"; }'));

  const response = await fetch(`http://${nginx.host}:${nginx.port}/teapot`, {
    headers: { connection: "close" },
  });

  expect(response.status).toBe(418);
  await expect(response.text()).resolves.toBe("short and stout");
}, 60_000);
