import type { Clock } from "../contract.ts";
import { UpstreamError } from "./reasons.ts";

/** The end of a probe that comes from outside: its time is up, or nobody waits for it any more. */
export interface Deadline {
  /** What `clock.monotonic()` says when the time is up. */
  at: number;
  /** Why the probe is over; undefined while it is not. */
  over(): UpstreamError | undefined;
  /** Tells when the probe is over, at once when it is. Call what it returns to hear no more. */
  onOver(listener: (why: UpstreamError) => void): () => void;
  secondsLeft(): number;
  /** Ends it now: nobody waits for the probe any more. */
  stop(): void;
  /** Resolves after `seconds`, or when the probe is over. */
  sleep(seconds: number): Promise<void>;
  /** To be called when the probe is over. */
  clear(): void;
}

export function startDeadline(clock: Clock, seconds: number, stop?: AbortSignal): Deadline {
  const at = clock.monotonic() + seconds;
  const listeners = new Set<(why: UpstreamError) => void>();
  let over: UpstreamError | undefined;
  const end = (why: UpstreamError) => {
    if (over) return;
    over = why;
    for (const listener of listeners) listener(why);
  };
  const onStop = () => end(new UpstreamError("internal", "stopped before there was a result"));
  const cancel = clock.after(seconds, () =>
    end(new UpstreamError("timeout", `no result within ${seconds} s`)),
  );
  if (stop?.aborted) onStop();
  stop?.addEventListener("abort", onStop, { once: true });

  const onOver: Deadline["onOver"] = (listener) => {
    if (over) listener(over);
    else listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    at,
    over: () => over,
    onOver,
    stop: onStop,
    secondsLeft: () => Math.max(0, at - clock.monotonic()),
    async sleep(seconds) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const cancel = clock.after(seconds, resolve);
      const hearNoMore = onOver(() => resolve());
      await promise;
      cancel();
      hearNoMore();
    },
    clear() {
      cancel();
      stop?.removeEventListener("abort", onStop);
    },
  };
}
