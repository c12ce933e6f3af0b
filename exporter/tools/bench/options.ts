import { parseArgs } from "node:util";

export const BENCHES = ["probe", "scrape", "scale", "soak"] as const;
export type BenchName = (typeof BENCHES)[number];

export const USAGE = `usage: npm run bench [-- [probe|scrape|scale|soak ...] [--pairs N] [--seconds N] [--quick] [--save]]

  probe      CPU per probe, most probes on one core, and truth of what is measured, against blackbox_exporter.
  scrape     What a scrape costs with 1,000 and 10,000 integrations, against prom-client.
  scale      Start, reload, lateness and memory with 1,000 and 10,000 checks at 30 s.
  soak       An hour with failing upstreams, scrapes and reloads: does memory grow?

All four take an hour and three quarters; Ctrl-C ends them.

  --pairs    How often each comparison is repeated, ours and the peer in turns. Default: 5.
  --seconds  How long each measurement lasts. Default: 15 for probe, 300 for scale, 3600 for soak.
  --quick    One pair and short measurements: whether it runs, not how fast.
  --save     Also write exporter/docs/performance/NAME.json, from which \`npm run generate\` makes the page.
`;

export interface Options {
  benches: readonly BenchName[];
  pairs: number;
  /** Of each measurement; absent: what suits the bench. */
  seconds?: number;
  quick: boolean;
  save: boolean;
}

/** @throws an error with a sentence for the user */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      pairs: { type: "string" },
      seconds: { type: "string" },
      quick: { type: "boolean", default: false },
      save: { type: "boolean", default: false },
    },
  });
  const unknown = positionals.find((word) => !isBench(word));
  if (unknown !== undefined) throw new Error(`must be one of ${BENCHES.join(", ")}, got "${unknown}"`);
  const { quick, save } = values;
  if (quick && save) throw new Error("--save: not with --quick, which measures too little to be told");
  const seconds = values.seconds === undefined ? undefined : atLeastOne("--seconds", values.seconds);
  return {
    benches: positionals.length > 0 ? positionals.filter(isBench) : BENCHES,
    pairs: values.pairs === undefined ? (quick ? 1 : 5) : atLeastOne("--pairs", values.pairs),
    ...(seconds !== undefined && { seconds }),
    quick,
    save,
  };
}

const isBench = (word: string): word is BenchName => (BENCHES as readonly string[]).includes(word);

function atLeastOne(flag: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${flag}: must be a whole number above 0, got "${text}"`);
  return Number(text);
}
