import type { Instant } from "../contract.ts";
import { Ranking } from "./ranking.ts";

/** H5 of mission.md: status is judged over the last hour. */
export const WINDOW_SECONDS = 3600;
/** An hour of the shortest interval, and some: a clock that is set back must not make the window grow without end. */
const MOST_SAMPLES = 4096;

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

/**
 * The probes of the last hour, and always the newest one, however old: a daily check has a status all day. Arrays of
 * plain numbers, 24 bytes a probe: some 3 KiB for a check each 30 s, 100 KiB at the most, for one each second.
 */
export class Window {
  readonly #at: Instant[] = [];
  /** A duration in seconds, or how it failed. */
  readonly #outcomes: number[] = [];
  readonly #durations = new Ranking();
  #refusals = 0;

  add({ at, seconds, refused }: Sample): void {
    const outcome = seconds ?? (refused ? REFUSED : FAILED);
    this.#at.push(at);
    this.#outcomes.push(outcome);
    if (outcome >= 0) this.#durations.add(outcome);
    if (outcome === REFUSED) this.#refusals++;
    while ((this.#at[0] as Instant) <= at - WINDOW_SECONDS || this.#at.length > MOST_SAMPLES) this.#forget();
  }

  #forget(): void {
    this.#at.shift();
    const outcome = this.#outcomes.shift() as number;
    if (outcome >= 0) this.#durations.remove(outcome);
    if (outcome === REFUSED) this.#refusals--;
  }

  /** Share of successes, 0 to 1; NaN when empty. */
  successRatio(): number {
    return this.#durations.size / this.#at.length;
  }

  /** Share of probes that the upstream answered, be it with a refusal; NaN when empty. */
  answerRatio(): number {
    return (this.#durations.size + this.#refusals) / this.#at.length;
  }

  /** Seconds that 95 % of the successes stayed within (nearest rank); NaN when there was none. */
  p95(): number {
    return this.#durations.quantile(0.95);
  }
}
