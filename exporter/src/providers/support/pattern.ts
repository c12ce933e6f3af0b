import { z } from "zod";
import { show } from "../../contract.ts";
import { aside } from "./aside.ts";
import { MAX_PATTERN_TEXT } from "./match.ts";

/** Schema of a regular expression (JavaScript's, with the `u` flag). */
export const pattern = () =>
  z.string().refine(compiles, { error: ({ input }) => `must be a regular expression, got ${show(input)}` });

function compiles(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}

/** Whether the beginning of `text` matches; undefined when it takes too long to know. */
export const matches = (source: string, text: string): Promise<boolean | undefined> =>
  aside("matches", source, text.slice(0, MAX_PATTERN_TEXT));
