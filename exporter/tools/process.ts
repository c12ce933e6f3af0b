/** Real servers as child processes: started, waited for, and ended with everything that they started. */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Ready, untilReady } from "./ready.ts";

export interface StartOptions {
  /** For messages. */
  name: string;
  command: string;
  args: string[];
  /** Added to our own environment. */
  env?: Record<string, string>;
  cwd?: string;
  ready: Ready;
  /** 30 unless told. */
  readySeconds?: number;
  /** Everything that it prints goes here too. */
  logFile?: string;
  /** What it takes as "end now, in good order"; SIGTERM unless told. */
  stopSignal?: NodeJS.Signals;
}

export interface Running {
  pid: number;
  /** Its last lines. */
  output(): string;
  /** Fulfilled when it ends, by itself or by `stop`; says how. */
  ended: Promise<string>;
  /** Ends it and everything that it started: by its stop signal, and by SIGKILL what is left after 5 s. */
  stop(): Promise<void>;
}

const KEPT_LINES = 40;
const STOP_MS = 5000;

/** Throws when the process ends before it is ready, or is not ready in time; then nothing of it is left. */
export async function startProcess(options: StartOptions): Promise<Running> {
  const child = spawn(options.command, options.args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
  });
  let printed = false;
  const output = record(child, options, (line) => {
    if ("line" in options.ready && options.ready.line.test(line)) printed = true;
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) =>
      resolve(signal ? `ended by ${signal}` : `ended with exit code ${code}`),
    );
  });
  if (child.pid === undefined) throw new Error(`${options.name} does not start: ${await ended}`);
  const pid = child.pid;
  const unwatch = endWithUs(pid);
  const stop = async () => {
    signalGroup(pid, options.stopSignal ?? "SIGTERM");
    const timer = setTimeout(() => signalGroup(pid, "SIGKILL"), STOP_MS);
    await exited(child);
    clearTimeout(timer);
    signalGroup(pid, "SIGKILL");
    await ended;
    unwatch();
  };
  const problem = await untilReady(options.ready, () => printed, ended, options.readySeconds ?? 30);
  if (problem) {
    await stop();
    throw new Error(`${options.name} ${problem}. Its last words:\n${output()}`);
  }
  return { pid, output, ended, stop };
}

/** Reads everything, for a process whose pipe is full stands still; keeps the last lines. */
function record(child: ChildProcess, { logFile }: StartOptions, heard: (line: string) => void): () => string {
  const lines: string[] = [];
  const log = logFile === undefined ? undefined : createWriteStream(logFile);
  child.once("close", () => log?.end());
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      log?.write(`${line}\n`);
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      heard(line);
    });
  }
  return () => lines.join("\n");
}

const exited = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", () => resolve()));

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * A watcher that ends the group when our end of its input closes: however we end, by a signal, a crash or a
 * kill, which no exit handler of ours would survive. Call what it returns once the group is gone.
 */
function endWithUs(group: number): () => void {
  const watcher = spawn("sh", ["-c", 'read -r line; kill -s KILL -- "-$0"', String(group)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  return () => watcher.kill("SIGKILL");
}

/**
 * Below the ports that Linux and macOS hand out by themselves, for connections and for port 0: none of those takes it
 * between the choice and the use. Each process begins at a place of its own, so that two that choose at once differ.
 */
const PORTS = { first: 10_240, each: 100, processes: 220 };
let taken = 0;

/** A TCP port on 127.0.0.1 that nobody used a moment ago. */
export async function freePort(): Promise<number> {
  const { first, each, processes } = PORTS;
  for (;;) {
    const place = (process.pid % processes) * each + taken++;
    const port = first + (place % (each * processes));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(false) : reject(error),
    );
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Starts what needs a folder of its own; the folder goes when it is stopped, or does not start. */
export async function inTemporaryFolder(
  name: string,
  start: (folder: string) => Promise<Running>,
): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const running = await start(folder);
    const stop = async () => {
      await running.stop();
      await remove();
    };
    return { ...running, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
