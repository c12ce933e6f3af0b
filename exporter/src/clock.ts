import type { Clock } from "./contract.ts";

export const systemClock: Clock = {
  now: () => Date.now() / 1000,
  monotonic: () => performance.now() / 1000,
  after(seconds, task) {
    const timer = setTimer(seconds * 1000, task);
    return () => timer.cancel();
  },
};

/** The longest that one timer of Node can wait; more would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function setTimer(milliseconds: number, task: () => void): { cancel: () => void } {
  const wait = Math.min(milliseconds, MAX_TIMER_MS);
  let rest: { cancel: () => void } | undefined;
  const timer = setTimeout(() => {
    if (milliseconds > wait) rest = setTimer(milliseconds - wait, task);
    else task();
  }, wait);
  return {
    cancel() {
      clearTimeout(timer);
      rest?.cancel();
    },
  };
}
