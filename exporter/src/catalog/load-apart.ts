import { Worker } from "node:worker_threads";
import type { PackedResult } from "./pack.ts";

export interface Errand {
  /** The catalog's. */
  file: string;
}

/**
 * Has the catalog read on a thread of its own, whose memory goes when it ends. Never rejects: a thread that dies,
 * for want of memory or by a bug, is an error of the load.
 * @param script module that does the errand in its `workerData` and posts a `PackedResult`
 */
export function loadApart(
  script: URL,
  errand: Errand,
  environment: NodeJS.ProcessEnv,
): Promise<PackedResult> {
  return new Promise((resolve) => {
    let result = failed("ended without a word");
    const worker = new Worker(script, { workerData: errand, env: environment });
    worker.once("message", (message: PackedResult) => {
      result = message;
    });
    worker.once("error", (error: NodeJS.ErrnoException) => {
      result = failed(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "ran out of memory" : error.message);
    });
    worker.once("exit", () => resolve(result));
  });
}

const failed = (how: string): PackedResult => ({
  ok: false,
  errors: [{ path: "", message: `cannot be loaded: the thread that reads it ${how}` }],
});
