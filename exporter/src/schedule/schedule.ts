/** When each check runs: spread at the start, then each at its own pace, one run of a check at a time. */
import { type Check, type Clock, checkKey } from "../contract.ts";
import type { Next } from "./delay.ts";
import type { Slots } from "./slots.ts";

/** First probes a second, so that the start of a large catalog is flat and that of a small one is prompt. */
const FIRST_PROBES_PER_SECOND = 100;

export interface Schedule {
  /** Makes `checks` what runs: the same object as before keeps its place, a new one starts, a missing one ends. */
  sync(checks: readonly Check[]): void;
  stop(): void;
}

interface Dependencies {
  clock: Clock;
  slots: Slots;
  /** Uniform in [0, 1). */
  random: () => number;
  /** One run. Must not reject. */
  run: (check: Check) => Promise<Next>;
  /** Told at each start how many seconds after its due time it came. */
  onStart: (latenessSeconds: number) => void;
}

interface Entry {
  check: Check;
  cancel: () => void;
}

export function createSchedule({ clock, slots, random, run, onStart }: Dependencies): Schedule {
  const entries = new Map<string, Entry>();

  function plan(entry: Entry, seconds: number): void {
    const due = clock.monotonic() + seconds;
    entry.cancel = clock.after(seconds, () => void slots.run(() => turn(entry, due)));
  }

  async function turn(entry: Entry, due: number): Promise<void> {
    if (entries.get(checkKey(entry.check)) !== entry) return;
    onStart(clock.monotonic() - due);
    const { intervalSeconds, waitSeconds } = await run(entry.check);
    if (entries.get(checkKey(entry.check)) !== entry) return;
    plan(entry, Math.max(due + intervalSeconds - clock.monotonic(), waitSeconds, 0));
  }

  function drop(key: string): void {
    entries.get(key)?.cancel();
    entries.delete(key);
  }

  return {
    sync(checks) {
      const wanted = new Map(checks.map((check) => [checkKey(check), check]));
      for (const [key, entry] of entries) if (wanted.get(key) !== entry.check) drop(key);
      const fresh = [...wanted].filter(([key]) => !entries.has(key));
      for (const [key, check] of fresh) {
        const entry: Entry = { check, cancel: () => {} };
        entries.set(key, entry);
        plan(entry, random() * Math.min(check.intervalSeconds, fresh.length / FIRST_PROBES_PER_SECOND));
      }
    },
    stop() {
      for (const key of [...entries.keys()]) drop(key);
    },
  };
}
