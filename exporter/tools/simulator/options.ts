import { parseArgs } from "node:util";
import type { Simulator } from "../../src/simulator/simulator.ts";

export const USAGE = `usage: npm run simulator [-- [--script FILE]]

  --script  Faults to set and clear by themselves: a list, in YAML or JSON, with times in seconds from the start.
              - { at: 10, until: 60, upstream: github, fault: { kind: revoked } }
              - { at: 30, upstream: openai, fault: { kind: rate_limited, retry_after: 8 } }

Ctrl-C ends it.`;

/** Throws an error with a sentence for the user. */
export function readOptions(args: string[]): { help: boolean; script?: string } {
  const { values } = parseArgs({
    args,
    options: { script: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
  });
  return values;
}

/** Where each third party is, and how to make it fail. */
export function describeSimulator({ upstreams, control }: Pick<Simulator, "upstreams" | "control">): string {
  const ids = Object.keys(upstreams);
  const width = Math.max(...ids.map((id) => id.length));
  const lines = Object.entries(upstreams).map(([id, { url, usualUrl }]) => {
    const note = url === usualUrl ? "" : `  (${usualUrl} was taken)`;
    return `${id.padEnd(width)}  ${url}${note}`;
  });
  const some = `${control}/_faults/${ids.includes("github") ? "github" : ids[0]}`;
  return [
    ...lines,
    "",
    "A catalog leads there by base_url. To break one, and to mend it:",
    `  curl -X PUT -d '{"kind":"slow","seconds":2}' ${some}`,
    `  curl -X DELETE ${some}`,
    `All that is broken now: curl ${control}/_faults`,
    "Kinds of faults: exporter/src/simulator/faults.ts; those of one vendor: exporter/src/simulator/upstreams/.",
  ].join("\n");
}
