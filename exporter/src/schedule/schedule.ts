/** When each check runs: spread at the start, then each at its own pace, one run of a check at a time. */
import type { Check, Clock } from "../contract.ts";
import type { Next } from "./delay.ts";
import type { Slots } from "./slots.ts";

/** First probes a second, so that the start of a large catalog is gentle and that of a small one is prompt. */
const FIRST_PROBES_PER_SECOND = 100;
/** Steps of this share of a circle fill it evenly, wherever they stop, and no two in a row come near each other. */
const GOLDEN_SECTION = 0.618033988749895;

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
  const entries = new Map<Check, Entry>();

  function plan(entry: Entry, seconds: number): void {
    const due = clock.monotonic() + seconds;
    entry.cancel = clock.after(seconds, () => void slots.run(() => turn(entry, due)));
  }

  async function turn(entry: Entry, due: number): Promise<void> {
    if (entries.get(entry.check) !== entry) return;
    // A timer may come a part of a millisecond early.
    onStart(Math.max(clock.monotonic() - due, 0));
    const { intervalSeconds, waitSeconds } = await run(entry.check);
    if (entries.get(entry.check) !== entry) return;
    plan(entry, Math.max(due + intervalSeconds - clock.monotonic(), waitSeconds, 0));
  }

  function drop(entry: Entry): void {
    entry.cancel();
    entries.delete(entry.check);
  }

  /** Flat over the time it takes, and mixed: neighbours in the catalog often ask one host. */
  function begin(fresh: readonly Check[]): void {
    const start = random();
    for (const [index, check] of fresh.entries()) {
      const entry: Entry = { check, cancel: () => {} };
      entries.set(check, entry);
      const spread = Math.min(check.intervalSeconds, fresh.length / FIRST_PROBES_PER_SECOND);
      plan(entry, ((start + index * GOLDEN_SECTION) % 1) * spread);
    }
  }

  return {
    sync(checks) {
      const wanted = new Set(checks);
      for (const entry of entries.values()) if (!wanted.has(entry.check)) drop(entry);
      begin(checks.filter((check) => !entries.has(check)));
    },
    stop() {
      for (const entry of entries.values()) drop(entry);
    },
  };
}
