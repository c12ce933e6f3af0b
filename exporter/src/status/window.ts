import type { Instant } from "../contract.ts";

/** H5 of mission.md: status is judged over the last hour. */
export const WINDOW_SECONDS = 3600;

interface Sample {
  at: Instant;
  /** Duration of a success; absent for a failure. */
  seconds?: number;
  /** A failure in which the upstream answered, and refused us. */
  refused?: boolean;
}

/** The probes of the last hour, and always the newest one, however old: a daily check has a status all day. */
export class Window {
  #samples: Sample[] = [];

  add(sample: Sample): void {
    this.#samples.push(sample);
    const from = this.#samples.findIndex(({ at }) => at > sample.at - WINDOW_SECONDS);
    if (from > 0) this.#samples.splice(0, from);
  }

  /** Share of successes, 0 to 1; NaN when empty. */
  successRatio(): number {
    return this.#samples.filter((sample) => sample.seconds !== undefined).length / this.#samples.length;
  }

  /** Share of probes that the upstream answered, be it with a refusal; NaN when empty. */
  answerRatio(): number {
    return (
      this.#samples.filter(({ seconds, refused }) => seconds !== undefined || refused).length /
      this.#samples.length
    );
  }

  /** Seconds that 95 % of the successes stayed within (nearest rank); NaN when there was none. */
  p95(): number {
    const durations = this.#samples.flatMap(({ seconds }) => seconds ?? []).sort((a, b) => a - b);
    return durations[Math.ceil(durations.length * 0.95) - 1] ?? Number.NaN;
  }
}
