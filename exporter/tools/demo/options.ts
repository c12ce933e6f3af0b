import { parseArgs } from "node:util";
import { duration } from "../../src/contract.ts";

export const USAGE = `usage: npm run demo [-- [--catalog NAME] [--duration 90s] [--no-color]]

  --catalog   Which file of exporter/examples to watch, such as hotdash. Without it, demo.
  --duration  End by itself after this time. Without it, Ctrl-C ends the demo.
  --no-color  No colours.
`;

export interface Options {
  /** Name of a file of the examples, without its ending. */
  catalog: string;
  /** How long the story is shown; Infinity unless told. */
  seconds: number;
  colour: boolean;
}

/**
 * @param catalogs the names to choose from
 * @throws an error with a sentence for the user
 */
export function readOptions(args: string[], catalogs: readonly string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      catalog: { type: "string", default: "demo" },
      duration: { type: "string" },
      "no-color": { type: "boolean" },
    },
  });
  const { catalog } = values;
  if (!catalogs.includes(catalog)) {
    throw new Error(`--catalog: must be one of ${catalogs.join(", ")}, got "${catalog}"`);
  }
  const seconds = duration().safeParse(values.duration);
  if (values.duration !== undefined && !seconds.success) {
    throw new Error(`--duration: ${seconds.error.issues[0]?.message}, got "${values.duration}"`);
  }
  return {
    catalog,
    seconds: seconds.data ?? Number.POSITIVE_INFINITY,
    colour: values["no-color"] !== true,
  };
}
