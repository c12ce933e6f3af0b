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

const NUMBER_BYTES = 4;

/** In milliseconds, as far as 32 bits hold them: two of them that are less than 24 days apart tell by how much. */
const short = (at: Instant): number => Math.round(at * 1000) | 0;

/**
 * The probes of the last hour, and always the newest one, however old: a daily check has a status all day. A ring that has
 * its whole size from the start, so that memory does not grow for an hour: 12 bytes a probe, 1.6 KiB for a check each
 * 30 s, 46 KiB for one each second. Durations are kept to seven digits.
 */
export class Window {
  readonly #at: Int32Array;
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
    const memory = new ArrayBuffer(most * 3 * NUMBER_BYTES);
    this.#at = new Int32Array(memory, 0, most);
    this.#outcomes = new Float32Array(memory, most * NUMBER_BYTES, most);
    this.#durations = new Ranking(new Float32Array(memory, most * 2 * NUMBER_BYTES, most));
  }

  add({ at, seconds, refused }: Sample): void {
    const now = short(at);
    while (this.#size > 0 && (this.#isFull() || this.#oldestIsOver(now))) this.#forgetOldest();
    const place = (this.#oldest + this.#size) % this.#at.length;
    const outcome = seconds ?? (refused ? REFUSED : FAILED);
    this.#at[place] = now;
    this.#outcomes[place] = outcome;
    this.#size++;
    if (outcome >= 0) this.#durations.add(outcome);
    if (outcome === REFUSED) this.#refusals++;
  }

  #isFull(): boolean {
    return this.#size === this.#at.length;
  }

  #oldestIsOver(now: number): boolean {
    return ((now - (this.#at[this.#oldest] as number)) | 0) >= WINDOW_SECONDS * 1000;
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
