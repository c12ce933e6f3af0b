import { type Clock, NO_PHASES, PHASES, type Phase, type Phases } from "../contract.ts";

/**
 * Where the time of an attempt goes. Time counts for the phase that began last and has not ended, so that phases
 * which overlap (an event stream that stays open under the next request) never add up to more than the attempt.
 */
export interface Stopwatch {
  /** Call what it returns to end the phase. */
  start(phase: Phase): () => void;
  /** Something arrived: an answer that is still open may have been whole with it. */
  tick(): void;
  /** The phase that the time counts for now. */
  current(): Phase | undefined;
  /** @param end what `clock.monotonic()` said when the upstream's time ended; of its own accord unless told */
  read(end?: number): Timing;
}

/** In seconds, to the nanosecond. */
export interface Timing {
  phases: Phases;
  /**
   * From the first thing that the network was asked for to the last that it did: how busy we are before and after is
   * not the upstream's latency. Without any phase, the whole time.
   */
  durationSeconds: number;
}

export function createStopwatch(clock: Clock): Stopwatch {
  const spent: Phases = { ...NO_PHASES };
  const open: { phase: Phase }[] = [];
  const created = clock.monotonic();
  let first: number | undefined;
  let last = created;
  let since = created;

  const current = () => open.at(-1)?.phase;
  function settle(now: number): void {
    const phase = current();
    if (phase) spent[phase] += now - since;
    since = now;
  }

  return {
    start(phase) {
      const now = clock.monotonic();
      first ??= now;
      settle(now);
      const span = { phase };
      open.push(span);
      return () => {
        const index = open.indexOf(span);
        if (index < 0) return;
        last = clock.monotonic();
        settle(last);
        open.splice(index, 1);
      };
    },
    tick() {
      last = clock.monotonic();
    },
    current,
    read(told) {
      const phase = current();
      const waiting = first === undefined || (phase !== undefined && phase !== "transfer");
      const end = Math.max(since, told ?? (waiting ? clock.monotonic() : last));
      settle(end);
      const phases = { ...NO_PHASES };
      for (const each of PHASES) phases[each] = wholeNanoseconds(spent[each]);
      return { phases, durationSeconds: wholeNanoseconds(end - (first ?? created)) };
    },
  };
}

/** The system's clock tells no less. What a subtraction leaves beyond is a dozen digits for each series to show. */
const wholeNanoseconds = (seconds: number): number => Math.round(seconds * 1e9) / 1e9;
