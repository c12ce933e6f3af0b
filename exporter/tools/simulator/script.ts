import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { Fault } from "../../src/simulator/faults.ts";
import type { Step } from "../../src/simulator/simulator.ts";

/** Reads a script for a simulator of `upstreams`. Throws an error with a sentence for the user. */
export async function readScript(file: string, upstreams: readonly string[]): Promise<Step[]> {
  const seconds = z.number().min(0);
  const Script = z.array(
    z
      .strictObject({ at: seconds, until: seconds.optional(), upstream: z.enum(upstreams), fault: Fault })
      .refine(({ at, until }) => until === undefined || until > at, "until must be later than at")
      .transform(({ until, ...step }): Step => ({ ...step, ...(until !== undefined && { until }) })),
  );
  // JSON is YAML as well.
  const script = Script.safeParse(parse(await readFile(file, "utf8")));
  if (!script.success) throw new Error(`${file}: ${z.prettifyError(script.error)}`);
  return script.data;
}
