import { fileURLToPath } from "node:url";
import { createLauncher } from "./launcher.ts";
import type { LoadResult } from "./load.ts";
import { createUnpacker } from "./unpack.ts";

/**
 * Of V8, for a process that makes much and keeps all of it until its end: the garbage collector need not look at it on the
 * way, nor on more than one core; and what is new stays in the processor's cache until it is moved.
 */
const FLAGS = ["--initial-heap-size=512", "--max-semi-space-size=1", "--single-threaded-gc"];

/** Of what it says at its end: enough for the line that says why. */
const MOST_WORDS = 16 * 1024;

export interface CatalogReader {
  /** Not while a load is under way. Never rejects: a process that dies, for want of memory or by a bug, is an error of the load. */
  load(): Promise<LoadResult>;
  close(): void;
}

/**
 * Has the catalog read by a process of its own, whose memory goes when it ends. What did not change since the load before
 * is the very object that it was.
 * @param script module that reads the file in its first argument and prints it packed
 */
export function createCatalogReader(
  script: URL,
  file: string,
  environment: NodeJS.ProcessEnv,
): CatalogReader {
  // What is loaded into the exporter, a debugger for one, is not meant for it as well.
  const { NODE_OPTIONS: _, ...env } = environment;
  const launcher = createLauncher([process.execPath, ...FLAGS, fileURLToPath(script), file], env);
  const arrival = createUnpacker();
  return {
    async load() {
      const { take, result } = arrival();
      let words = "";
      const how = await launcher.run((line) => {
        if (!take(line)) words = `${words}${line}\n`.slice(-MOST_WORDS);
      });
      return (how === undefined && (await result())) || failed(whyEnded(words, how));
    },
    close: launcher.close,
  };
}

function whyEnded(words: string, how = "ended without a word"): string {
  if (words.includes("heap out of memory")) return "ran out of memory";
  const bug = /^\w*Error\b[^:\n]*: (.*)$/m.exec(words)?.[1];
  return bug ? `failed: ${bug}` : how;
}

const failed = (how: string): LoadResult => ({
  ok: false,
  errors: [{ path: "", message: `cannot be loaded: the process that reads it ${how}` }],
});
