import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import { freePort, inTemporaryFolder, type Running, type StartOptions, startProcess } from "./process.ts";

const running: Running[] = [];
afterEach(async () => {
  for (const process of running.splice(0)) await process.stop();
});

/** `script` is JavaScript for Node. */
async function start(script: string, options: Partial<StartOptions> = {}): Promise<Running> {
  const started = await startProcess({
    name: "sample",
    command: process.execPath,
    args: ["-e", script],
    ready: { line: /^ready/ },
    ...options,
  });
  running.push(started);
  return started;
}

/** A zombie that nobody has collected yet is no longer running. */
async function alive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return !/^State:\s+Z/m.test(status);
}

async function eventuallyGone(pid: number): Promise<boolean> {
  for (const deadline = performance.now() + 5000; performance.now() < deadline; await delay(20)) {
    if (!(await alive(pid))) return true;
  }
  return false;
}

const FOREVER = "setInterval(() => {}, 1000);";
/** Prints `ready` and the process id of a child that outlives its parent. */
const WITH_CHILD = `const child = require("node:child_process").spawn("sleep", ["600"]);
  console.log("ready", child.pid); ${FOREVER}`;
const childOf = ({ output }: Running) => Number(output().split(" ")[1]);

describe("freePort", () => {
  test("is none that the system gives away by itself", async () => {
    expect(await freePort()).toBeLessThan(32_768);
  });

  test("is another one each time, and none that is in use", async () => {
    const server = createServer().listen((await freePort()) + 1, "127.0.0.1");
    await once(server, "listening");
    const used = (server.address() as AddressInfo).port;

    const ports = await Promise.all([freePort(), freePort(), freePort()]);

    server.close();
    expect(new Set([...ports, used]).size).toBe(4);
  });
});

describe("startProcess", () => {
  test("returns once a line says that it is ready", async () => {
    const sample = await start(`setTimeout(() => console.log("ready"), 100); ${FOREVER}`);

    expect(sample.output()).toBe("ready");
  });

  test("returns once its port is open", async () => {
    const port = await freePort();
    const server = `setTimeout(() => require("node:net").createServer().listen(${port}, "127.0.0.1"), 100)`;

    await start(server, { ready: { port } });

    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.destroy();
  });

  test("waits until its URL answers 200", async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/-/ready`;
    const server = `let asked = 0;
      require("node:http").createServer((_, response) => {
        response.statusCode = ++asked < 3 ? 503 : 200;
        response.end("asked " + asked);
      }).listen(${port}, "127.0.0.1")`;

    await start(server, { ready: { url } });

    const response = await fetch(url, { headers: { connection: "close" } });
    await expect(response.text()).resolves.toBe("asked 4");
  });

  test("tells the last words of a process that ends before it is ready", async () => {
    const attempt = start(`console.error("bad configuration"); process.exitCode = 3`);

    await expect(attempt).rejects.toThrow(
      "sample ended with exit code 3 before it was ready. Its last words:\nbad configuration",
    );
  });

  test("ends a process that is not ready in time", async () => {
    const folder = await mkdtemp(join(tmpdir(), "process-"));
    const logFile = join(folder, "log");

    const attempt = start(`console.log(process.pid); ${FOREVER}`, { readySeconds: 0.5, logFile });

    await expect(attempt).rejects.toThrow("sample is not ready after 0.5 s");
    await expect(alive(Number(await readFile(logFile, "utf8")))).resolves.toBe(false);
    await rm(folder, { recursive: true });
  });

  test("says which command does not exist", async () => {
    await expect(start("", { command: "/nowhere/sample" })).rejects.toThrow(
      "sample does not start: spawn /nowhere/sample ENOENT",
    );
  });
});

describe("stop", () => {
  test("ends what the process started as well", async () => {
    const sample = await start(WITH_CHILD);
    await expect(alive(childOf(sample))).resolves.toBe(true);

    await sample.stop();

    await expect(eventuallyGone(childOf(sample))).resolves.toBe(true);
    await expect(sample.ended).resolves.toBe("ended by SIGTERM");
  });

  test("kills a process that does not mind its signal", async () => {
    const sample = await start(`process.on("SIGTERM", () => {}); console.log("ready"); ${FOREVER}`);

    await sample.stop();

    await expect(sample.ended).resolves.toBe("ended by SIGKILL");
  }, 15_000);

  test("removes the folder that was made for the process", async () => {
    let made = "";
    const sample = await inTemporaryFolder("sample", (folder) => {
      made = folder;
      return start(`console.log("ready"); ${FOREVER}`, { cwd: folder });
    });
    expect(existsSync(made)).toBe(true);

    await sample.stop();

    expect(existsSync(made)).toBe(false);
  });
});

test("a killed test run leaves no process behind", async () => {
  const module = JSON.stringify(resolve(import.meta.dirname, "process.ts"));
  const script = `import { startProcess } from ${module};
    const { pid } = await startProcess({ name: "sleep", command: "sh", args: ["-c", "echo ready; exec sleep 600"], ready: { line: /ready/ } });
    console.log(pid);`;
  const run = spawn(process.execPath, ["--input-type=module-typescript", "-e", script]);
  const line = await new Promise((heard) => createInterface({ input: run.stdout }).once("line", heard));
  await expect(alive(Number(line))).resolves.toBe(true);

  run.kill("SIGKILL");

  await expect(eventuallyGone(Number(line))).resolves.toBe(true);
});
