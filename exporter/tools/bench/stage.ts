import { setTimeout as delay } from "node:timers/promises";
import type { Running } from "../process.ts";
import type { Cores } from "./cores.ts";
import type { Options } from "./options.ts";

/** Connections are refused a moment before the end of a process is known. */
const DEATH_MS = 200;

/** What every bench is given. */
export interface Stage {
  /** The exporter's main file. */
  program: string;
  options: Options;
  cores: Cores;
  /** Says about how long all steps will take. */
  plan(seconds: number): void;
  /** Says what goes on for about the next `seconds`. */
  step(what: string, seconds: number): void;
  /** Throws when all is to end. */
  pause(seconds: number): Promise<void>;
}

export const pauseUnless =
  (signal: AbortSignal) =>
  (seconds: number): Promise<void> =>
    delay(seconds * 1000, undefined, { signal });

type Kept = Pick<Running, "stop"> & Partial<Running>;

export type Keep = <T extends Kept>(starting: Promise<T>) => Promise<T>;

/** Runs `use`; whatever it started and kept is stopped when it ends, the last first. */
export async function whileRunning<T>(use: (keep: Keep) => Promise<T>): Promise<T> {
  const started: Kept[] = [];
  try {
    return await use(async (starting) => {
      const one = await starting;
      started.push(one);
      return one;
    });
  } catch (error) {
    throw await explain(error, started);
  } finally {
    for (const one of started.reverse()) await one.stop();
  }
}

/** A process that ended by itself says more than the connections that failed because of it. */
async function explain(error: unknown, started: readonly Kept[]): Promise<unknown> {
  for (const { ended, output } of started) {
    const how = await Promise.race([ended, delay(DEATH_MS, undefined)]);
    if (how !== undefined)
      return new Error(`a process ${how}. Its last words:\n${output?.()}`, { cause: error });
  }
  return error;
}
