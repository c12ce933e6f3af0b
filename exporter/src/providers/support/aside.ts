import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Answer, Work } from "./aside-worker.ts";

let worker: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, PromiseWithResolvers<unknown>>();

/**
 * Does what a catalog or an upstream can make long (a pattern, a body of megabytes) on a thread beside the event loop,
 * one after the other, so that no other check's time is measured with it. The thread starts when it is first needed.
 */
export function aside<Name extends keyof Work>(
  name: Name,
  ...args: Parameters<Work[Name]>
): Promise<ReturnType<Work[Name]>> {
  const id = ++lastId;
  const answer = Promise.withResolvers<unknown>();
  waiting.set(id, answer);
  worker ??= start();
  worker.ref();
  worker.postMessage({ id, name, args });
  return answer.promise as Promise<ReturnType<Work[Name]>>;
}

function start(): Worker {
  const url = new URL(`./aside-worker${extname(import.meta.filename)}`, import.meta.url);
  return new Worker(url)
    .on("message", ({ id, result, error }: Answer) => {
      const answer = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) worker?.unref();
      if (error) answer?.reject(error);
      else answer?.resolve(result);
    })
    .once("error", (error) => {
      worker = undefined;
      for (const answer of waiting.values()) answer.reject(error);
      waiting.clear();
    });
}
