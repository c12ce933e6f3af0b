import { createContext, Script } from "node:vm";

/** How much of a text a pattern sees. */
export const MAX_PATTERN_TEXT = 64 * 1024;
const PATIENCE_MS = 100;

const script = new Script("new RegExp(source, 'u').test(text)");
const sandbox = createContext(Object.create(null));

/**
 * Whether the beginning of `text` matches; undefined when nobody knows: a pattern that backtracks for ever on a
 * hostile text is given up after 100 ms. Only a script of its own can be stopped in the middle, and RegExp's linear
 * engine in V8 is still an experiment.
 */
export function matches(source: string, text: string): boolean | undefined {
  Object.assign(sandbox, { source, text: text.slice(0, MAX_PATTERN_TEXT) });
  try {
    return script.runInContext(sandbox, { timeout: PATIENCE_MS }) as boolean;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw error;
  } finally {
    sandbox.text = "";
  }
}
