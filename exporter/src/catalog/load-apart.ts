import { fork } from "node:child_process";
import { constants, setPriority } from "node:os";
import type { PackedIntegration, PackedResult, Part } from "./pack.ts";

/**
 * Of V8, for a process that makes much and keeps all of it until its end: the garbage collector need not look at it on the
 * way, nor on more than one core; and what is new stays in the processor's cache until it is moved.
 */
const FLAGS = ["--initial-heap-size=512", "--max-semi-space-size=1", "--single-threaded-gc"];

/** Of what it says at its end: enough for the line that says why. */
const MOST_WORDS = 16 * 1024;

/**
 * Has the catalog read by a process of its own, whose memory goes when it ends. Never rejects: a process that dies, for
 * want of memory or by a bug, is an error of the load.
 * @param script module that reads the file in its first argument and sends its parts
 */
export function loadApart(script: URL, file: string, environment: NodeJS.ProcessEnv): Promise<PackedResult> {
  // What is loaded into the exporter, a debugger for one, is not meant for it as well.
  const { NODE_OPTIONS: _, ...env } = environment;
  return new Promise((resolve) => {
    const reader = fork(script, [file], {
      ...{ env, execArgv: FLAGS, serialization: "advanced" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let words = "";
    reader.stderr?.setEncoding("utf8").on("data", (text: string) => {
      words = (words + text).slice(-MOST_WORDS);
    });
    const integrations: PackedIntegration[] = [];
    reader.on("message", (part: Part) => {
      if (!("ok" in part)) integrations.push(...part);
      else resolve(part.ok ? { ok: true, packed: { head: part.head, integrations } } : part);
    });
    reader.once("error", ({ message }) => resolve(failed(`did not start: ${message}`)));
    reader.once("close", (_code, signal) => resolve(failed(whyEnded(words, signal))));
    standBack(reader.pid);
  });
}

/** Probes go first where there is one core. */
function standBack(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It stands back already, as an exporter does that was started with `nice`; or it has ended.
  }
}

function whyEnded(words: string, signal: NodeJS.Signals | null): string {
  if (words.includes("heap out of memory")) return "ran out of memory";
  const bug = /^\w*Error\b[^:\n]*: (.*)$/m.exec(words)?.[1];
  if (bug) return `failed: ${bug}`;
  // The kernel, where memory ran out; or somebody.
  return signal ? `was ended by ${signal}` : "ended without a word";
}

const failed = (how: string): PackedResult => ({
  ok: false,
  errors: [{ path: "", message: `cannot be loaded: the process that reads it ${how}` }],
});
