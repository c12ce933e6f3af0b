import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { eventually } from "../../../test/eventually.ts";
import { probeOnce } from "../../../test/probe-once.ts";
import { systemClock } from "../../clock.ts";
import { createMemory } from "../../probe/memory.ts";
import mcp from "../mcp.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mcp-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A server of the handshake era. Its environment's names are its tools; `first` runs before it serves. */
const fake = (first = "", onDiscover = "reply({ error: { code: -32601, message: 'unknown' } })") => [
  process.execPath,
  "-e",
  `${first}
  require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method } = JSON.parse(line);
    const reply = (answer) => console.log(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
    const serverInfo = { name: "fake", version: "1.0.0" };
    if (method === "server/discover") ${onDiscover};
    if (method === "initialize") reply({ result: { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo } });
    if (method === "ping") reply({ result: {} });
    if (method === "tools/list")
      reply({ result: { tools: Object.keys(process.env).map((name) => ({ name, inputSchema: { type: "object" } })) } });
  });`,
];
const probe = (command: string[], entry = {}, options = {}) =>
  probeOnce(mcp, { command, ...entry }, { timeoutSeconds: 5, ...options });

/** Whether a process runs: one that is dead and not yet collected does not. */
const runs = async (pid: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
};
const pidsIn = async (file: string): Promise<number[]> =>
  (await readFile(file, "utf8").catch(() => "")).split("\n").filter(Boolean).map(Number);

test("a server gets PATH, HOME, a mark and what the catalog gives it, nothing else of ours", async () => {
  process.env.EXPORTER_SECRET = "ours";
  try {
    const entry = {
      env: { REGION: "eu", API_KEY: { env: "KEY" } },
      required_tools: ["API_KEY", "REGION", "PATH", "HOME"],
    };
    const result = await probe(fake(), entry, { secrets: { KEY: "hunter2hunter2" } });
    expect(result).toMatchObject({
      outcome: "success",
      observations: { inventory: [{ kind: "tools", count: 5 }] },
    });
  } finally {
    delete process.env.EXPORTER_SECRET;
  }
});

test("noise on standard output does no harm", async () => {
  const noise =
    'console.log("Welcome!\\n{not json}\\n[1]\\n{\\"level\\":\\"info\\"}\\n" + "x".repeat(100000));';
  expect(await probe(fake(noise))).toMatchObject({ outcome: "success" });
});

test("a flood of it is cut off", async () => {
  const result = await probe(["yes", "{"]);
  expect(result).toMatchObject({ reason: "unexpected_response", detail: "yes floods its standard output" });
  const endless = [
    process.execPath,
    "-e",
    "const z = Buffer.alloc(65536, 120); (function go() { process.stdout.write(z, go) })()",
  ];
  expect(await probe(endless)).toMatchObject({ reason: "unexpected_response" });
});

describe("a server that does not come up", () => {
  test("is a failed connection when its program is missing or cannot be run", async () => {
    expect(await probe(["no-such-program"])).toMatchObject({
      reason: "connect",
      detail: "cannot start no-such-program: command not found",
    });
    const file = join(folder, "server");
    await writeFile(file, "#!/bin/sh\n");
    expect(await probe([file])).toMatchObject({
      reason: "connect",
      detail: expect.stringMatching(/not executable/),
    });
  });

  test("is a server error with its exit code and last words, without secrets", async () => {
    const command = ["sh", "-c", 'echo hello; echo ready >&2; echo "bad key $API_KEY" >&2; exit 3'];
    const result = await probe(
      command,
      { env: { API_KEY: { env: "KEY" } } },
      { secrets: { KEY: "hunter2hunter2" } },
    );
    expect(result).toMatchObject({ reason: "server_error", detail: "sh exited with code 3: bad key ***" });
  });

  test("is a server error when a signal ended it", async () => {
    expect(await probe(["sh", "-c", "kill -9 $$"])).toMatchObject({
      reason: "server_error",
      detail: "sh was ended by SIGKILL",
    });
  });

  test("is a timeout when it never answers", async () => {
    expect(await probe(["sleep", "1000"], {}, { timeoutSeconds: 0.4 })).toMatchObject({ reason: "timeout" });
  });
});

test("a server that dies of the question for its era is asked the old way, and from then on at once", async () => {
  const starts = join(folder, "starts");
  const first = `require("node:fs").appendFileSync(${JSON.stringify(starts)}, process.pid + "\\n");`;
  const command = fake(first, "process.exit(1)");
  const memory = createMemory(systemClock);
  expect(await probe(command, {}, { memory })).toMatchObject({ outcome: "success" });
  expect(await pidsIn(starts)).toHaveLength(2);
  expect(await probe(command, {}, { memory })).toMatchObject({ outcome: "success" });
  expect(await pidsIn(starts)).toHaveLength(3);
});

test("a server that ignores the question for its era is asked the old way", async () => {
  expect(await probe(fake("", "{}"), {}, { timeoutSeconds: 2 })).toMatchObject({ outcome: "success" });
});

describe("the process tree of a server", () => {
  const stubborn = (pids: string) => `
    const { spawn } = require("node:child_process");
    process.on("SIGTERM", () => {});
    setInterval(() => {}, 1000);
    const log = (pid) => require("node:fs").appendFileSync(${JSON.stringify(pids)}, pid + "\\n");
    log(process.pid);
    const deaf = "trap '' TERM; sleep 1000 & wait; sleep 1000";
    const start = (options) => log(spawn("/bin/sh", ["-c", deaf], { stdio: "inherit", ...options }).pid);
    start({});
    start({ detached: true });
    start({ env: {} });`;

  test("ends with a good probe, also what made a session of its own and heeds no SIGTERM", async () => {
    const pids = join(folder, "pids");
    expect(await probe(fake(stubborn(pids)))).toMatchObject({ outcome: "success" });
    const started = await pidsIn(pids);
    expect(started).toHaveLength(4);
    expect(await Promise.all(started.map(runs))).toEqual([false, false, false, false]);
  });

  test("ends at the deadline", async () => {
    const pids = join(folder, "pids");
    const silent = [process.execPath, "-e", stubborn(pids)];
    expect(await probe(silent, {}, { timeoutSeconds: 0.5 })).toMatchObject({ reason: "timeout" });
    const started = await pidsIn(pids);
    expect(started).toHaveLength(4);
    expect(await Promise.all(started.map(runs))).toEqual([false, false, false, false]);
  });

  test("ends when the exporter stops", async () => {
    const pids = join(folder, "pids");
    const stop = new AbortController();
    const result = probe([process.execPath, "-e", stubborn(pids)], {}, { signal: stop.signal });
    const started = await eventually(
      5,
      () => pidsIn(pids),
      (seen) => seen.length === 4,
    );
    expect(await Promise.all(started.map(runs))).toEqual([true, true, true, true]);
    stop.abort();
    expect(await result).toMatchObject({ outcome: "failure" });
    expect(await Promise.all(started.map(runs))).toEqual([false, false, false, false]);
  });
});
