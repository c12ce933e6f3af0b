import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import type { Clock } from "../../contract.ts";
import { endTree, MARKER } from "./process-tree.ts";

/** What a server may write during a probe, and how much of it may be noise: bounds on our memory and time. */
const MAX_STDOUT_CHARACTERS = 8 * 1024 * 1024;
const MAX_NOISE_CHARACTERS = 256 * 1024;
const STDERR_TAIL_CHARACTERS = 2000;
/** How long the last words of a dead server may take to arrive. */
const LAST_WORDS_SECONDS = 0.2;

/** How a server stopped serving before we were done with it. */
export type Ending =
  | { how: "not started"; error: Error }
  | { how: "exited"; code: number | null; signal: NodeJS.Signals | null }
  | { how: "flooded" };

/**
 * An MCP server as a child process: one JSON-RPC message a line on its standard input and output. Lines that
 * are not JSON are ignored, as many servers greet or log there. Unlike the SDK's transport it bounds what it
 * reads, keeps the last words on standard error, hands down nothing of our environment but PATH and HOME, and
 * ends the whole process tree.
 */
export class StdioTransport implements Transport {
  onmessage?: (message: JSONRPCMessage) => void;
  onclose?: () => void;
  ending: Ending | undefined;
  /** Noted for the debug output; also how the SDK recognises stdio, where silence is a sign of an old server. */
  pid: number | undefined;
  stderr = "";

  readonly #command: string[];
  readonly #env: Record<string, string>;
  readonly #clock: Clock;
  readonly #mark = randomUUID();
  #child: ChildProcess | undefined;
  #line = "";
  #received = 0;
  #noise = 0;

  constructor(command: string[], env: Record<string, string>, clock: Clock) {
    this.#command = command;
    this.#env = env;
    this.#clock = clock;
  }

  start(): Promise<void> {
    const [program, ...args] = this.#command as [string, ...string[]];
    const { PATH = "", HOME = "" } = process.env;
    const child = spawn(program, args, {
      env: { PATH, HOME, ...this.#env, [MARKER]: this.#mark },
      detached: true,
    });
    this.#child = child;
    this.pid = child.pid;
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.stderr = (this.stderr + text).slice(-STDERR_TAIL_CHARACTERS);
    });
    // A dead server's pipe: what matters is that it died, which `exit` tells.
    child.stdin.on("error", () => {});
    return new Promise((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", (error) => {
        this.#stop({ how: "not started", error });
        reject(error);
      });
      child.once("exit", (code, signal) => {
        const stop = () => this.#stop({ how: "exited", code, signal });
        // A grandchild may hold the pipes open for ever.
        child.once("close", this.#clock.after(LAST_WORDS_SECONDS, stop));
        child.once("close", stop);
      });
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#child?.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined) return;
    const hasExited = child.exitCode !== null || child.signalCode !== null;
    const exited = hasExited
      ? Promise.resolve()
      : new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.stdin?.end();
    await endTree({ root: child.pid, mark: this.#mark }, exited, this.#clock);
    child.stdout?.destroy();
    child.stderr?.destroy();
  }

  get lastWords(): string | undefined {
    return this.stderr.trimEnd().split("\n").at(-1)?.trim() || undefined;
  }

  #stop(ending: Ending): void {
    if (this.ending) return;
    this.ending = ending;
    this.onclose?.();
  }

  #read(text: string): void {
    this.#received += text.length;
    this.#line += text;
    if (text.includes("\n")) {
      const lines = this.#line.split("\n");
      this.#line = lines.pop() as string;
      for (const line of lines) this.#receive(line);
    }
    const isFlood = this.#received > MAX_STDOUT_CHARACTERS || this.#noise > MAX_NOISE_CHARACTERS;
    if (!isFlood) return;
    this.#line = "";
    this.#child?.stdout?.destroy();
    this.#stop({ how: "flooded" });
  }

  #receive(line: string): void {
    const message = parse(line);
    if (message) this.onmessage?.(message);
    else this.#noise += line.length + 1;
  }
}

function parse(line: string): JSONRPCMessage | undefined {
  // Most noise is not JSON at all, and a thrown SyntaxError for each line of it is dear.
  if (!line.startsWith("{")) return undefined;
  try {
    const value = JSON.parse(line);
    return "jsonrpc" in value ? value : undefined;
  } catch {
    return undefined;
  }
}
