import type { Clock } from "../contract.ts";
import type { Trace } from "./trace.ts";

/** @param good whether the attempt succeeded */
export type CleanUp = (good: boolean) => void | Promise<void>;

/** What must happen when an attempt ends. */
export interface Ending {
  /** What is registered after the end, by a provider that ignored it, is run at once. */
  add(cleanUp: CleanUp): void;
  /** The last first, as what came later stands on what came before; none for ever. */
  run(good: boolean): Promise<void>;
  isOver(): boolean;
}

/** How long it may take all together: an exporter that stops has 5 s. */
const PATIENCE_SECONDS = 2;

export function createEnding(clock: Clock, trace: Trace): Ending {
  const cleanUps: CleanUp[] = [];
  let over = false;

  const complain = (error: unknown): void => trace("clean-up failed", { error: String(error) });
  /** Undefined for what is done already: most only destroy a socket, and need no waiting. */
  const begin = (cleanUp: CleanUp, good: boolean): Promise<void> | undefined => {
    try {
      return cleanUp(good)?.catch(complain);
    } catch (error) {
      complain(error);
      return undefined;
    }
  };

  return {
    add(cleanUp) {
      if (over) void begin(cleanUp, false);
      else cleanUps.push(cleanUp);
    },
    async run(good) {
      let patience: ReturnType<typeof startPatience> | undefined;
      for (let cleanUp = cleanUps.pop(); cleanUp; cleanUp = cleanUps.pop()) {
        const under = begin(cleanUp, good);
        if (!under) continue;
        patience ??= startPatience(clock);
        await Promise.race([under, patience.lost]);
      }
      over = true;
      patience?.stop();
    },
    isOver: () => over,
  };
}

function startPatience(clock: Clock): { lost: Promise<void>; stop: () => void } {
  const { promise: lost, resolve } = Promise.withResolvers<void>();
  return { lost, stop: clock.after(PATIENCE_SECONDS, resolve) };
}
