import { parseArgs } from "node:util";
import { duration } from "../../src/contract.ts";

export const USAGE = `usage: npm run demo [-- [--duration 90s] [--no-color]]

  --duration  End by itself after this time. Without it, Ctrl-C ends the demo.
  --no-color  No colours.
`;

export interface Options {
  /** How long the story is shown; Infinity unless told. */
  seconds: number;
  colour: boolean;
}

/** Throws an error with a sentence for the user. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: { duration: { type: "string" }, "no-color": { type: "boolean" } },
  });
  const seconds = duration().safeParse(values.duration);
  if (values.duration !== undefined && !seconds.success) {
    throw new Error(`--duration: ${seconds.error.issues[0]?.message}, got "${values.duration}"`);
  }
  return { seconds: seconds.data ?? Number.POSITIVE_INFINITY, colour: values["no-color"] !== true };
}
