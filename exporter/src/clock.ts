import type { Clock } from "./contract.ts";

export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  monotonic: () => performance.now() / 1000,
  after: (seconds, task) => setTimer(seconds * 1000, task),
};

/** The longest that one timer of Node can wait; more would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function setTimer(milliseconds: number, task: () => void): () => void {
  const wait = Math.min(milliseconds, MAX_TIMER_MS);
  let cancelRest: (() => void) | undefined;
  const timer = setTimeout(() => {
    if (milliseconds > wait) cancelRest = setTimer(milliseconds - wait, task);
    else task();
  }, wait);
  return () => {
    clearTimeout(timer);
    cancelRest?.();
  };
}
