import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";

export interface Credentials {
  user: string;
  password: string;
}

const MOST_REMEMBERED = 100;
const MOST_WAITING = 32;

/**
 * Compares passwords with bcrypt hashes, which costs about a tenth of a second each, by design. So it is done on
 * a thread of its own, one at a time, in a queue with an end: a flood of wrong passwords neither delays the
 * probes nor, since right ones are remembered, a scraper that is known.
 */
export function createPasswords() {
  const secret = randomBytes(32);
  /** By what was compared, oldest first: under way, or right. Wrong ones are forgotten. */
  const known = new Map<string, Promise<boolean>>();
  let worker: Worker | undefined;
  let waiting = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const start = () => {
    const started = new Worker(new URL(`./compare-worker${extname(import.meta.filename)}`, import.meta.url));
    started.unref();
    return started.once("exit", () => {
      worker = undefined;
    });
  };

  const compare = async (password: string, hash: string): Promise<boolean> => {
    worker ??= start();
    const answer = once(worker, "message");
    worker.postMessage({ password, hash });
    return (await answer)[0] === true;
  };

  const enqueue = (password: string, hash: string): Promise<boolean> => {
    waiting++;
    const result = queue.then(() => compare(password, hash)).finally(() => waiting--);
    queue = result.catch(() => undefined);
    return result;
  };

  const matches = async (key: string, password: string, hash: string): Promise<boolean> => {
    const result = known.get(key) ?? enqueue(password, hash);
    known.delete(key);
    known.set(key, result);
    const right = await result.catch(() => false);
    if (!right) known.delete(key);
    const oldest = known.keys().next();
    if (known.size > MOST_REMEMBERED && !oldest.done) known.delete(oldest.value);
    return right;
  };

  return {
    async check(users: ReadonlyMap<string, string>, { user, password }: Credentials) {
      // A stranger's password is compared as well, with somebody's hash: how long it takes must not tell who exists.
      const hash = users.get(user) ?? ([...users.values()][0] as string);
      const key = createHmac("sha256", secret)
        .update(JSON.stringify([user, hash, password]))
        .digest("base64");
      if (!known.has(key) && waiting >= MOST_WAITING) return "busy";
      return (await matches(key, password, hash)) && users.has(user) ? "right" : "wrong";
    },
    async close() {
      await worker?.terminate();
    },
  };
}
