/**
 * `task` without overlaps: who asks while it runs gets the run after it, and everybody who waits for that run shares
 * it. So what a caller gets began after they asked, and a flood of calls is two runs.
 */
export function oneAtATime<T>(task: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let waiting: Promise<T> | undefined;

  async function next(): Promise<T> {
    await running;
    waiting = undefined;
    const run = task();
    running = run.catch(() => {});
    return run;
  }

  return () => {
    waiting ??= next();
    return waiting;
  };
}
