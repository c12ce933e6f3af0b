/** When each check runs: spread at the start, then each at its own pace, one run of a check at a time. */
import type { Change, Check, Clock } from "../contract.ts";
import type { Next } from "./delay.ts";
import type { Slots } from "./slots.ts";

/** First runs a second, so that the start of a large catalog is gentle and that of a small one is prompt. */
const FIRST_RUNS_PER_SECOND = 100;
/** Steps of this share of a circle fill it evenly, wherever they stop, and no two in a row come near each other. */
const GOLDEN_SECTION = 0.618033988749895;

export interface Schedule {
  /**
   * What ran before ends; a check that came or changed starts.
   * @param crowd how many start with it, itself included
   */
  replace(change: Change<Check>, crowd: number): void;
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
  /** Multiplies the next interval: the first one leads from the crowd of the start to the check's own place. */
  stretch: number;
}

export function createSchedule({ clock, slots, random, run, onStart }: Dependencies): Schedule {
  const entries = new Map<Check, Entry>();
  let nextPlace = random();

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
    const seconds = intervalSeconds * entry.stretch;
    entry.stretch = 1;
    plan(entry, Math.max(due + seconds - clock.monotonic(), waitSeconds, 0));
  }

  function drop(entry: Entry): void {
    entry.cancel();
    entries.delete(entry.check);
  }

  /** First run soon, later ones at a place of its own in the interval; neighbours, who often ask one host, apart. */
  function begin(check: Check, crowd: number): void {
    const place = nextPlace;
    nextPlace = (place + GOLDEN_SECTION) % 1;
    const first = place * Math.min(1, crowd / FIRST_RUNS_PER_SECOND / check.intervalSeconds);
    const rest = place - first;
    const entry: Entry = { check, cancel: () => {}, stretch: rest < 0.5 ? 1 + rest : rest };
    entries.set(check, entry);
    plan(entry, first * check.intervalSeconds);
  }

  return {
    replace({ before, after }, crowd) {
      const entry = before && entries.get(before);
      if (entry) drop(entry);
      if (after) begin(after, crowd);
    },
    stop() {
      for (const entry of entries.values()) drop(entry);
    },
  };
}
