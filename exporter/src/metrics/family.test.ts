import { spawnSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { engine } from "../../tools/engines.ts";
import type { MetricDefinition } from "./definitions.ts";
import { exposeNumber, exposePairs, type Format } from "./exposition.ts";
import { Family, histogramSpans, observe, SINGLE, spansOf } from "./family.ts";
import type { Samples } from "./page.ts";
import type { Loan } from "./sheet.ts";

const COLOURS = ["red", "green", "blue"] as const;
const BUCKETS = [0.1, 0.5, 2];

const definition = (type: MetricDefinition["type"], name: string): MetricDefinition => ({
  name,
  type,
  help: "Help with a \\ and\na line.",
  labels: ["owner", "colour"],
  closed: { colour: COLOURS },
});
const GAUGE = definition("gauge", "temperature");
const COUNTER = definition("counter", "requests_total");
const HISTOGRAM = definition("histogram", "duration_seconds");

/** What a scraper would be sent. */
const read = (loans: readonly Loan[]) => Buffer.concat(loans.map(({ bytes }) => bytes)).toString();
const text = (family: Family, format: Format = "text") => read(family.lend(format));

/** What prom-client would send, in the format's letters: it writes `Nan`, and `le` before the other labels. */
async function theirs(registry: Registry, format: Format): Promise<string> {
  if (format === "openmetrics") registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  return Buffer.from(await registry.metrics())
    .toString()
    .replaceAll(/ Nan$/gm, " NaN")
    .replaceAll(/\{(le="[^"]+"),([^\n]+)\}/g, "{$2,$1}")
    .replace("# EOF\n", "");
}

type Step = { owner: number; row: number; value: number; end: boolean };
const steps = fc.array(
  fc.record({
    owner: fc.nat(7),
    row: fc.nat(2),
    value: fc.oneof(fc.double(), fc.nat(), fc.constantFrom(0, 1, -0, Number.NaN)),
    end: fc.boolean(),
  }),
  { maxLength: 60 },
);
const names = fc.uniqueArray(fc.string({ unit: "binary" }), { minLength: 8, maxLength: 8 });

/** Plays `steps`, with an owner's lines begun when it is first met. */
function play(
  all: Step[],
  owners: string[],
  does: {
    begin: (owner: string) => Samples;
    change: (samples: Samples, owner: string, step: Step) => void;
    end: (owner: string) => void;
  },
): void {
  const known = new Map<string, Samples>();
  for (const step of all) {
    const owner = owners[step.owner] as string;
    const samples = known.get(owner);
    if (!samples) known.set(owner, does.begin(owner));
    else if (step.end) {
      samples.end();
      does.end(owner);
      known.delete(owner);
    } else does.change(samples, owner, step);
  }
}

describe.each<Format>(["text", "openmetrics"])("a family kept as text, in %s", (format) => {
  test("reads as prom-client would write a gauge", async () => {
    await fc.assert(
      fc.asyncProperty(steps, names, async (all, owners) => {
        const registry = new Registry();
        const gauge = new Gauge({ ...GAUGE, labelNames: GAUGE.labels, registers: [registry] });
        const family = new Family(GAUGE);
        play(all, owners, {
          begin(owner) {
            for (const colour of COLOURS) gauge.set({ owner, colour }, 0);
            return family.add(exposePairs({ owner }), spansOf(GAUGE), 0);
          },
          change(samples, owner, { row, value }) {
            samples.set(row, value);
            gauge.set({ owner, colour: COLOURS[row] as string }, value);
          },
          end(owner) {
            for (const colour of COLOURS) gauge.remove({ owner, colour });
          },
        });
        expect(text(family, format)).toBe(await theirs(registry, format));
      }),
    );
  });

  test("reads as prom-client would write a counter", async () => {
    await fc.assert(
      fc.asyncProperty(steps, names, async (all, owners) => {
        const registry = new Registry();
        const counter = new Counter({ ...COUNTER, labelNames: COUNTER.labels, registers: [registry] });
        const family = new Family(COUNTER);
        play(all, owners, {
          begin(owner) {
            for (const colour of COLOURS) counter.inc({ owner, colour }, 0);
            return family.add(exposePairs({ owner }), spansOf(COUNTER), 0);
          },
          change(samples, owner, { row, value }) {
            const amount = Number.isFinite(value) ? Math.abs(value) : 1;
            samples.add(row, amount);
            counter.inc({ owner, colour: COLOURS[row] as string }, amount);
          },
          end(owner) {
            for (const colour of COLOURS) counter.remove({ owner, colour });
          },
        });
        expect(text(family, format)).toBe(await theirs(registry, format));
      }),
    );
  });

  test("reads as prom-client would write a histogram", async () => {
    await fc.assert(
      fc.asyncProperty(steps, names, async (all, owners) => {
        const registry = new Registry();
        const histogram = new Histogram({
          ...HISTOGRAM,
          labelNames: ["owner"],
          buckets: BUCKETS,
          registers: [registry],
        });
        const family = new Family(HISTOGRAM);
        play(all, owners, {
          begin(owner) {
            histogram.zero({ owner });
            return family.add(exposePairs({ owner }), histogramSpans(BUCKETS), 0);
          },
          change(samples, owner, { value }) {
            const seconds = Number.isFinite(value) ? Math.abs(value) : 1;
            observe(samples, BUCKETS, seconds);
            histogram.observe({ owner }, seconds);
          },
          end: (owner) => histogram.remove({ owner }),
        });
        expect(text(family, format)).toBe(await theirs(registry, format));
      }),
    );
  });
});

describe("a family kept as text", () => {
  test("is what promtool accepts, whatever its label values", async () => {
    const family = new Family(COUNTER);
    for (const owner of new Set(fc.sample(fc.string({ unit: "binary" }), 200))) {
      family.add(exposePairs({ owner }), spansOf(COUNTER), 1e300);
    }
    const { stdout, stderr } = spawnSync(await engine("promtool"), ["check", "metrics"], {
      input: text(family),
    });
    expect(`${stdout}${stderr}`).toBe("");
  });

  test("stays whole over many pages, in which numbers grow and owners come and go", () => {
    const family = new Family(GAUGE);
    const owners = Array.from({ length: 2000 }, (_, index) => ({
      index,
      samples: family.add(exposePairs({ owner: `owner ${index}` }), SINGLE, 0),
    }));
    for (const { index, samples } of owners) samples.set(0, index * 1_000_003);
    for (const { index, samples } of owners) if (index % 3 > 0) samples.end();
    const lines = text(family).trimEnd().split("\n").slice(2);
    expect(lines).toEqual(
      owners
        .filter(({ index }) => index % 3 === 0)
        .map(({ index }) => `temperature{owner="owner ${index}"} ${index * 1_000_003}`),
    );
  });

  test("keeps its numbers where lines turn out shorter than the first of their page were", () => {
    const family = new Family(GAUGE);
    family.add(`owner="${"a".repeat(2000)}"`, SINGLE, 0);
    const owners = Array.from({ length: 100 }, (_, index) => family.add(`owner="${index}"`, SINGLE, index));
    for (const samples of owners) samples.add(0, 1000);
    expect(owners.map((samples) => samples.value(0))).toEqual(owners.map((_, index) => index + 1000));
    expect(read(family.lend("text"))).toContain('{owner="0"} 1000\n');
    expect(read(family.lend("text"))).toContain('{owner="99"} 1099\n');
  });

  test.each([
    0,
    8,
    9,
    99,
    100,
    1_099_999,
    1.9,
    0.5,
    -1,
    -10,
    1e21,
    2 ** 53,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])("counts on from %d", (value) => {
    const family = new Family(GAUGE);
    const samples = family.add('owner="a"', spansOf(GAUGE), value);
    const loans = family.lend("text");
    samples.add(1, 1);
    samples.add(1, 1);
    expect(samples.value(1)).toBe(value + 1 + 1);
    expect(
      text(family)
        .split("\n")
        .slice(2, -1)
        .map((line) => line.split(" ")[1]),
    ).toEqual([value, value + 1 + 1, value].map(exposeNumber));
    expect(read(loans).split("\n")[3]).toContain(exposeNumber(value));
  });

  test("is changed in place once all who borrowed it gave it back", () => {
    const family = new Family(GAUGE);
    const samples = family.add('owner="a"', SINGLE, 1);
    const [first, second] = [family.lend("text"), family.lend("text")];
    for (const loan of first) loan.giveBack();
    samples.set(0, 2);
    expect(read(second)).toContain('{owner="a"} 1\n');
    for (const loan of second) loan.giveBack();
    const third = family.lend("text");
    for (const loan of third) loan.giveBack();
    samples.set(0, 3);
    expect(read(third)).toContain('{owner="a"} 3\n');
  });

  test("needs no more memory with each scrape that changes go on under", () => {
    const family = new Family(GAUGE);
    const owners = Array.from({ length: 2000 }, (_, index) => family.add(`owner="${index}"`, SINGLE, 0));
    const places = new Set<ArrayBufferLike>();
    for (let scrape = 1; scrape <= 10; scrape++) {
      const loans = family.lend("text").slice(1);
      for (const { bytes } of loans) places.add(bytes.buffer);
      for (const samples of owners) samples.set(0, scrape);
      for (const loan of loans) loan.giveBack();
    }
    const pages = family.lend("text").length - 1;
    expect(places.size).toBeLessThanOrEqual(2 * pages);
  });

  test("leaves what was handed out as it was", () => {
    const family = new Family(GAUGE);
    const first = family.add('owner="a"', SINGLE, 1);
    const second = family.add('owner="b"', SINGLE, 1);
    const sent = family.lend("text");
    const before = read(sent);
    first.set(0, 2);
    second.set(0, 100);
    first.end();
    expect(read(sent)).toBe(before);
    expect(text(family)).toContain('{owner="b"} 100\n');
    expect(text(family)).not.toContain('{owner="a"}');
  });
});
