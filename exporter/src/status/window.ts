import type { Instant } from "../contract.ts";
import { Ranking } from "./ranking.ts";

/** H5 of mission.md: status is judged over the last hour. */
export const WINDOW_SECONDS = 3600;
/** Probes may come somewhat faster than their interval says, for jitter. */
const MARGIN = 1.1;

interface Sample {
  at: Instant;
  /** Duration of a success; absent for a failure. */
  seconds?: number;
  /** A failure in which the upstream answered, and refused us. */
  refused?: boolean;
}

/** In the place of a duration. */
const FAILED = -1;
const REFUSED = -2;

const TIME_BYTES = Float64Array.BYTES_PER_ELEMENT;
const OUTCOME_BYTES = Float32Array.BYTES_PER_ELEMENT;

/**
 * The probes of the last hour, and always the newest one, however old: a daily check has a status all day. A ring that has
 * its whole size from the start, so that memory does not grow for an hour: 16 bytes a probe, some 2 KiB for a check each
 * 30 s, 64 KiB for one each second. Durations are kept to seven digits.
 */
export class Window {
  readonly #at: Float64Array;
  /** A duration in seconds, or how it failed. */
  readonly #outcomes: Float32Array;
  readonly #durations: Ranking;
  #oldest = 0;
  #size = 0;
  #refusals = 0;

  /** @param intervalSeconds the shortest time between two probes, but for jitter */
  constructor(intervalSeconds: number) {
    const most = Math.ceil((WINDOW_SECONDS / intervalSeconds) * MARGIN) + 1;
    // One piece of memory: three would cost a kilobyte more for each check.
    const memory = new ArrayBuffer(most * (TIME_BYTES + 2 * OUTCOME_BYTES));
    this.#at = new Float64Array(memory, 0, most);
    this.#outcomes = new Float32Array(memory, most * TIME_BYTES, most);
    this.#durations = new Ranking(new Float32Array(memory, most * (TIME_BYTES + OUTCOME_BYTES), most));
  }

  add({ at, seconds, refused }: Sample): void {
    while (this.#size > 0 && (this.#isFull() || (this.#at[this.#oldest] as Instant) <= at - WINDOW_SECONDS))
      this.#forgetOldest();
    const place = (this.#oldest + this.#size) % this.#at.length;
    const outcome = seconds ?? (refused ? REFUSED : FAILED);
    this.#at[place] = at;
    this.#outcomes[place] = outcome;
    this.#size++;
    if (outcome >= 0) this.#durations.add(outcome);
    if (outcome === REFUSED) this.#refusals++;
  }

  #isFull(): boolean {
    return this.#size === this.#at.length;
  }

  #forgetOldest(): void {
    const outcome = this.#outcomes[this.#oldest] as number;
    this.#oldest = (this.#oldest + 1) % this.#at.length;
    this.#size--;
    if (outcome >= 0) this.#durations.remove(outcome);
    if (outcome === REFUSED) this.#refusals--;
  }

  /** Share of successes, 0 to 1; NaN when empty. */
  successRatio(): number {
    return this.#durations.size / this.#size;
  }

  /** Share of probes that the upstream answered, be it with a refusal; NaN when empty. */
  answerRatio(): number {
    return (this.#durations.size + this.#refusals) / this.#size;
  }

  /** Seconds that 95 % of the successes stayed within (nearest rank); NaN when there was none. */
  p95(): number {
    return this.#durations.quantile(0.95);
  }
}
