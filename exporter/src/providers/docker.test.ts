import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { probeOnce } from "../../test/probe-once.ts";
import docker from "./docker.ts";

let folder: string;
let socket: string;
let server: Server | undefined;
let asked: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "docker-"));
  socket = join(folder, "docker.sock");
  asked = [];
});
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
  await rm(folder, { recursive: true });
});

/** An Engine that answers each path with a status and a JSON body. */
async function engine(
  answers: Record<string, [status: number, body: unknown]>,
  version = "1.52",
  where: { path: string } | { host: string; port: number } = { path: socket },
): Promise<void> {
  server = createServer((request, response) => {
    asked.push(request.url as string);
    if (request.url === "/_ping") return response.setHeader("Api-Version", version).end("OK");
    const [status, body] = answers[(request.url as string).replace(/^\/v[\d.]+/, "")] ?? [
      404,
      { message: "no" },
    ];
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server?.listen(where, resolve));
}

const inspected = (State: Record<string, unknown>) => ({
  Name: "/web",
  Config: { Image: "shop/web:1.2" },
  State: { Status: "running", ExitCode: 0, ...State },
});
const withState = (State: Record<string, unknown>) =>
  engine({ "/containers/web/json": [200, inspected(State)] });
const web = () => probeOnce(docker, { socket, container: "web" });

test.each([
  [{}, "web running"],
  [{ Health: { Status: "none" } }, "web running"],
  [{ Health: { Status: "healthy", Log: [] } }, "web running, healthy"],
])("a container in state %j is up", async (state, summary) => {
  await withState(state);
  expect(await web()).toMatchObject({
    outcome: "success",
    observations: { summary, version: "shop/web:1.2" },
  });
  expect(asked).toEqual(["/_ping", "/v1.47/containers/web/json"]);
});

test("a container that is still starting is degraded", async () => {
  await withState({ Health: { Status: "starting", Log: null } });
  expect(await web()).toMatchObject({
    outcome: "success",
    observations: { degraded: "web is still starting" },
  });
});

test.each([
  [
    { Health: { Status: "unhealthy", Log: [{ Output: "old" }, { Output: "GET /\ncurl: (7) refused\n" }] } },
    "web is unhealthy: curl: (7) refused",
  ],
  [{ Health: { Status: "unhealthy" } }, "web is unhealthy"],
  [
    { Status: "exited", ExitCode: 137, OOMKilled: true },
    "web is exited with code 137, killed for want of memory",
  ],
  [{ Status: "restarting", ExitCode: 1, Running: true }, "web is restarting with code 1"],
  [{ Status: "dead", ExitCode: 255 }, "web is dead with code 255"],
  [{ Status: "paused", Running: true }, "web is paused"],
  [{ Status: "created" }, "web is created"],
])("a container in state %j is down", async (state, detail) => {
  await withState(state);
  expect(await web()).toMatchObject({ outcome: "failure", reason: "server_error", detail });
});

test("speaks the Engine's version when it is the older one", async () => {
  await engine({ "/containers/web/json": [200, inspected({})] }, "1.41");
  expect(await web()).toMatchObject({ outcome: "success" });
  expect(asked[1]).toBe("/v1.41/containers/web/json");
});

test.each([
  [[404, { message: "No such container: web" }], "not_found", "no container web"],
  [[500, { message: "driver failed" }], "server_error", 'HTTP 500: {"message":"driver failed"}'],
  [[200, "{"], "unexpected_response", "the Engine answered with broken JSON"],
  [[200, { Name: "/web" }], "unexpected_response", /the Engine's answer: .*Config/s],
] as [[number, unknown], string, string | RegExp][])(
  "the answer %j is %s",
  async (answer, reason, detail) => {
    await engine({ "/containers/web/json": answer });
    const expected = typeof detail === "string" ? detail : expect.stringMatching(detail);
    expect(await web()).toMatchObject({ outcome: "failure", reason, detail: expected });
  },
);

test("a missing socket says which, and what to do", async () => {
  expect(await web()).toMatchObject({
    reason: "connect",
    detail: `${socket}: no such socket: is the Engine running, and the socket mounted here?`,
  });
});

const LIST = `/containers/json?filters=${encodeURIComponent('{"label":["app=shop"]}')}`;
const listed = (name: string, State: string, Status: string) => ({ Names: [`/${name}`], State, Status });
const [good, sick, starting] = [
  listed("web-1", "running", "Up 4 days (healthy)"),
  listed("web-2", "running", "Up 4 days (unhealthy)"),
  listed("web-3", "running", "Up 2 seconds (health: starting)"),
];

test.each([
  [[good, good], 2, { outcome: "success", observations: { summary: "2 of 2 with app=shop run well" } }],
  [[good, sick], 1, { outcome: "success", observations: { degraded: "web-2: Up 4 days (unhealthy)" } }],
  [
    [good, starting],
    2,
    {
      reason: "server_error",
      detail: "1 of 2 wanted with app=shop run well (web-3: Up 2 seconds (health: starting))",
    },
  ],
  [[], 1, { reason: "server_error", detail: "0 of 1 wanted with app=shop run well" }],
])("of containers with a label enough must run well: %#", async (list, min_running, expected) => {
  await engine({ [LIST]: [200, list] });
  expect(await probeOnce(docker, { socket, label: "app=shop", min_running })).toMatchObject(expected);
});

test("asks an Engine that listens on TCP", async () => {
  await engine({ "/containers/web/json": [200, inspected({})] }, "1.52", { host: "127.0.0.1", port: 0 });
  const { port } = (server as Server).address() as { port: number };
  const entry = { url: `http://127.0.0.1:${port}`, container: "web" };
  expect(await probeOnce(docker, entry)).toMatchObject({ outcome: "success" });
});

test.each([
  {},
  { container: "web", label: "app=shop" },
  { container: "../info" },
  { container: "web", url: "tcp://engine:2375" },
  { container: "web", url: "http://engine:2375", socket: "/run/docker.sock" },
])("the entry %j is refused", (entry) => {
  expect(docker.config.safeParse(entry).success).toBe(false);
});
