/** The thread of `aside.ts`. What it imports is loaded a second time, so nothing heavy. */
import { parentPort } from "node:worker_threads";
import { judgeBytes } from "../http/content.ts";
import { matches } from "./match.ts";

const WORK = { matches, judgeBytes };
export type Work = typeof WORK;

/** `error`: a bug of ours. */
export type Answer = { id: number; result?: unknown; error?: unknown };

parentPort?.on("message", ({ id, name, args }: { id: number; name: keyof Work; args: never[] }) => {
  const answer = attempt(() => (WORK[name] as (...args: never[]) => unknown)(...args));
  parentPort?.postMessage({ id, ...answer });
});

function attempt(work: () => unknown): Omit<Answer, "id"> {
  try {
    return { result: work() };
  } catch (error) {
    return { error };
  }
}
