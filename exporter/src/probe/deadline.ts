import type { Clock } from "../contract.ts";
import { UpstreamError } from "./reasons.ts";

/** The end of a probe that comes from outside: its time is up, or nobody waits for it any more. */
export interface Deadline {
  /** Its `reason` is an UpstreamError that says which. */
  signal: AbortSignal;
  secondsLeft(): number;
  /** To be called when the probe is over. */
  clear(): void;
}

export function startDeadline(clock: Clock, seconds: number, stop?: AbortSignal): Deadline {
  const controller = new AbortController();
  const end = clock.monotonic() + seconds;
  const onTime = () => controller.abort(new UpstreamError("timeout", `no result within ${seconds} s`));
  const onStop = () => controller.abort(new UpstreamError("internal", "stopped before there was a result"));
  const cancel = clock.after(seconds, onTime);
  if (stop?.aborted) onStop();
  stop?.addEventListener("abort", onStop, { once: true });
  return {
    signal: controller.signal,
    secondsLeft: () => Math.max(0, end - clock.monotonic()),
    clear() {
      cancel();
      stop?.removeEventListener("abort", onStop);
    },
  };
}

/** Resolves after `seconds`, or at once when `signal` aborts. */
export function sleep(clock: Clock, seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const wake = () => {
      cancel();
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const cancel = clock.after(seconds, wake);
    signal.addEventListener("abort", wake, { once: true });
  });
}
