import { type Clock, NO_PHASES, type Phase, type Phases } from "../contract.ts";

/**
 * Where the time of an attempt goes. Time counts for the phase that began last and has not ended, so that phases
 * which overlap (an event stream that stays open under the next request) never add up to more than the attempt.
 */
export interface Stopwatch {
  /** Call what it returns to end the phase. */
  start(phase: Phase): () => void;
  /** The phase that the time counts for now. */
  current(): Phase | undefined;
  read(): Phases;
}

export function createStopwatch(clock: Clock): Stopwatch {
  const spent: Phases = { ...NO_PHASES };
  const open: { phase: Phase }[] = [];
  let since = clock.monotonic();

  const current = () => open.at(-1)?.phase;
  function settle(): void {
    const now = clock.monotonic();
    const phase = current();
    if (phase) spent[phase] += now - since;
    since = now;
  }

  return {
    start(phase) {
      settle();
      const span = { phase };
      open.push(span);
      return () => {
        settle();
        const index = open.indexOf(span);
        if (index >= 0) open.splice(index, 1);
      };
    },
    current,
    read() {
      settle();
      return { ...spent };
    },
  };
}
