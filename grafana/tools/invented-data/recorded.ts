/** The recording rules over data that were there before them. Not by promtool, which makes a dozen blocks of each rule. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { exposePairs } from "../../../exporter/src/metrics/exposition.ts";
import { metricNames } from "../../../exporter/test/promql.ts";
import { secondsOf } from "../../../exporter/tools/hurry.ts";
import { queryRange } from "../query.ts";
import { readOpenMetrics } from "./blocks.ts";
import { servePrometheus } from "./serve.ts";

const RULES = resolve(import.meta.dirname, "../../../prometheus/rules");

interface Rule {
  record: string;
  expr: string;
  labels?: Record<string, string>;
  /** Its group's interval; 0 where that is Prometheus' own. */
  stepSeconds: number;
}

interface When {
  from: number;
  to: number;
  /** Seconds between two evaluations, unless the rule's group takes longer. */
  leastStep: number;
}

/** Layer by layer: each is asked of a server that already holds what it reads. */
export async function recordRules(folder: string, when: When): Promise<void> {
  for (const [index, layer] of layers(await recordingRules()).entries()) {
    const file = join(folder, `layer-${index}.om`);
    const server = await servePrometheus(folder);
    try {
      const lines = await Promise.all(layer.map((rule) => evaluate(server.url, rule, when)));
      await writeFile(file, `${lines.flat().join("")}# EOF\n`);
    } finally {
      await server.stop();
    }
    await readOpenMetrics(file, folder);
  }
}

async function recordingRules(): Promise<Rule[]> {
  const files = (await readdir(RULES)).filter((name) => name.endsWith(".rules.yml"));
  const texts = await Promise.all(files.map((name) => readFile(join(RULES, name), "utf8")));
  return texts.flatMap((text) =>
    (parse(text) as { groups: { interval?: string; rules: Partial<Rule>[] }[] }).groups.flatMap(
      ({ interval = "0s", rules }) =>
        rules
          .filter((rule) => rule.record !== undefined)
          .map((rule) => ({
            ...(rule as Rule),
            stepSeconds: secondsOf(interval),
          })),
    ),
  );
}

/** What reads no other rule, then what reads only those, and so on. A rule may read itself. */
function layers(rules: Rule[]): Rule[][] {
  const reads = (rule: Rule) => [...metricNames(rule.expr)].filter((name) => name !== rule.record);
  const found: Rule[][] = [];
  for (let left = rules; left.length > 0; ) {
    const waiting = new Set(left.map(({ record }) => record));
    const layer = left.filter((rule) => !reads(rule).some((name) => waiting.has(name)));
    if (layer.length === 0) throw new Error(`rules that read each other: ${[...waiting].join(", ")}`);
    found.push(layer);
    left = left.filter((rule) => !layer.includes(rule));
  }
  return found;
}

async function evaluate(url: string, rule: Rule, { from, to, leastStep }: When): Promise<string[]> {
  const step = Math.max(rule.stepSeconds, leastStep);
  const remembers = metricNames(rule.expr).has(rule.record);
  const range = { start: Math.ceil(from / step) * step, end: to, step };
  return (await queryRange(url, rule.expr, range)).flatMap(
    ({ metric: { __name__: _, ...labels }, values }) => {
      const series = `${rule.record}{${exposePairs({ ...labels, ...rule.labels })}}`;
      return (remembers ? held(values) : values).map(([at, value]) => `${series} ${value} ${at}\n`);
    },
  );
}

/** How far back Prometheus looks for a sample. */
const LOOKBACK_SECONDS = 300;

/** A rule that reads itself keeps its first answer while there is one; evaluated over a range it does not see its own. */
function held(values: [at: number, value: string][]): [at: number, value: string][] {
  const kept: [at: number, value: string][] = [];
  for (const [at, value] of values) {
    const last = kept.at(-1);
    kept.push([at, last && at - last[0] <= LOOKBACK_SECONDS ? last[1] : value]);
  }
  return kept;
}
