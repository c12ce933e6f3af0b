import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { probeOnce } from "../../test/probe-once.ts";
import { freePort, type Running, startProcess } from "../../tools/process.ts";
import { systemClock } from "../clock.ts";
import type { Ran } from "../contract.ts";
import { createMemory } from "../probe/memory.ts";
import type { TraceEntry } from "../probe/probe.ts";
import mcp from "./mcp.ts";

const node = process.execPath;
const { resolve } = createRequire(import.meta.url);
/** Speaks the handshake of 2025-11-25. */
const everything = resolve("@modelcontextprotocol/server-everything/dist/index.js");
/** Speaks the stateless protocol of 2026-07-28. */
const context7 = resolve("@upstash/context7-mcp/dist/index.js");

const EVERYTHING = /^mcp-servers\/everything [\d.]+, \d+ tools, protocol 2025-11-25$/;
const CONTEXT7 = /^Context7 [\d.]+, 2 tools, protocol 2026-07-28$/;

function expectServer(result: Ran, summary: RegExp, protocol: string): void {
  expect(result).toMatchObject({
    outcome: "success",
    observations: {
      summary: expect.stringMatching(summary),
      version: expect.stringMatching(/^[\d.]+$/),
      protocol,
      inventory: [{ kind: "tools", count: expect.any(Number), fingerprint: expect.any(Number) }],
    },
  });
  const tools = result.observations.inventory?.[0];
  expect(tools?.count).toBeGreaterThan(1);
  expect(tools?.fingerprint).toBeLessThan(2 ** 48);
}

describe("real servers over standard input and output", () => {
  test.each([
    ["everything", [everything, "stdio"], EVERYTHING, "MCP 2025-11-25 over stdio"],
    ["context7", [context7], CONTEXT7, "MCP 2026-07-28 over stdio"],
  ])("%s is up, and its starting and answering are timed", async (_, args, summary, protocol) => {
    const result = await probeOnce(mcp, { command: [node, ...args] });
    expectServer(result, summary, protocol);
    expect(result.phases.connect).toBeGreaterThan(0.02);
    expect(result.phases.wait).toBeGreaterThan(0);
  });

  test("a required tool that is missing is named, one that is there is not", async () => {
    const entry = { command: [node, everything, "stdio"], required_tools: ["echo", "teleport"] };
    expect(await probeOnce(mcp, entry)).toMatchObject({
      outcome: "failure",
      reason: "tool_missing",
      detail: "tools missing: teleport",
      observations: { summary: expect.stringMatching(EVERYTHING) },
    });
  });
});

describe.each([
  [
    "Streamable HTTP with a handshake",
    [everything, "streamableHttp"],
    "/mcp",
    EVERYTHING,
    "MCP 2025-11-25 over HTTP",
    1,
  ],
  ["HTTP+SSE", [everything, "sse"], "/sse", EVERYTHING, "MCP 2025-11-25 over HTTP+SSE", 2],
  [
    "stateless HTTP",
    [context7, "--transport", "http", "--port"],
    "/mcp",
    CONTEXT7,
    "MCP 2026-07-28 over HTTP",
    0,
  ],
] as const)("a real server over %s", (_, args, path, summary, protocol, detours) => {
  let server: Running;
  let url: string;
  beforeAll(async () => {
    const port = await freePort();
    const ready = { port };
    const withPort = args[0] === context7 ? [...args, `${port}`] : [...args];
    server = await startProcess({
      name: "mcp",
      command: node,
      args: withPort,
      env: { PORT: `${port}` },
      ready,
    });
    url = `http://127.0.0.1:${port}${path}`;
  });
  afterAll(() => server.stop());

  test("is up, the second time without the detours of the first", async () => {
    const memory = createMemory(systemClock);
    const requests = async () => {
      const entries: TraceEntry[] = [];
      expectServer(
        await probeOnce(mcp, { url }, { memory, onTrace: (entry) => entries.push(entry) }),
        summary,
        protocol,
      );
      return entries.filter(({ message }) => message === "request").length;
    };
    const first = await requests();
    const second = await requests();
    // What the first asked in vain: the era, and for HTTP+SSE a handshake by POST.
    expect(first - second).toBe(detours);
  });

  test("has the same fingerprint at each probe", async () => {
    const [first, second] = [await probeOnce(mcp, { url }), await probeOnce(mcp, { url })];
    expect(first.observations.inventory).toEqual(second.observations.inventory);
  });
});

test.each([
  {},
  { url: "https://example.com", command: ["server"] },
  { url: "stdio:server" },
  { command: [] },
  { command: ["server"], auth: { bearer: { env: "TOKEN" } } },
  { url: "https://example.com", env: { A: "b" } },
  { url: "https://example.com", headers: { "x-key": "one\ntwo" } },
])("the entry %j is refused", (entry) => {
  expect(mcp.config.safeParse(entry).success).toBe(false);
});
