import type { Observes } from "../contract.ts";
import type { MetricDefinition } from "./definitions.ts";
import { exposeHead, exposePairs, exposePrefix, type Format, type Labels } from "./exposition.ts";
import { Page, type Samples } from "./page.ts";
import { type Loan, lasting } from "./sheet.ts";

/** A metric family kept as text: a scrape sends it, and does nothing for each series. */
export class Family {
  readonly #definition: MetricDefinition;
  #pages: Page[] = [];
  readonly #drop = (page: Page): void => void this.#pages.splice(this.#pages.indexOf(page), 1);

  constructor(definition: MetricDefinition) {
    this.#definition = definition;
  }

  /**
   * Lines for one owner, a row for each of `spans`, in their order.
   * @param base labels that all of them share, as text
   */
  add(base: string, spans: readonly Span[], value: number): Samples {
    let page = this.#pages.at(-1);
    if (!page || page.full) {
      page = new Page(this.#drop);
      this.#pages.push(page);
    }
    const { name } = this.#definition;
    const prefixes = spans.map(({ suffix, pairs }) =>
      exposePrefix(name + suffix, base && pairs ? `${base},${pairs}` : base || pairs),
    );
    return page.append(prefixes, value);
  }

  clear(): void {
    for (const page of this.#pages) page.close();
    this.#pages = [];
  }

  /** The whole family, as it is now. */
  lend(format: Format): Loan[] {
    const head = Buffer.from(exposeHead(this.#definition, format));
    return [lasting(head), ...this.#pages.map((page) => page.lend())];
  }
}

/** A family for each of `definitions`, under its key. */
export const familiesOf = <Key extends string>(
  definitions: Readonly<Record<Key, MetricDefinition>>,
): Record<Key, Family> =>
  Object.fromEntries(
    Object.entries<MetricDefinition>(definitions).map(([key, definition]) => [key, new Family(definition)]),
  ) as Record<Key, Family>;

/** What tells one row of an owner from its others. */
export interface Span {
  /** Of the metric's name: `_bucket`, `_sum`, `_count`. */
  suffix: string;
  pairs: string;
}

const span = (labels: Labels, suffix = ""): Span => ({ suffix, pairs: exposePairs(labels) });

/** One row and no more labels. */
export const SINGLE: readonly Span[] = [span({})];

/** A row for each value of the closed and declared labels of a family, the last label changing fastest; none where a check does not tell it. */
export function spansOf(definition: MetricDefinition, observes: Observes = {}): readonly Span[] {
  const { closed = {}, declared, onlyWhere } = definition;
  if (onlyWhere && !observes[onlyWhere]) return [];
  const values = declared ? { [declared.label]: observes[declared.by] ?? [], ...closed } : closed;
  return Object.entries(values)
    .reduce<Labels[]>(
      (sets, [label, each]) => sets.flatMap((set) => each.map((value) => ({ ...set, [label]: value }))),
      [{}],
    )
    .map((labels) => span(labels));
}

/** The rows of a histogram: its buckets, `+Inf`, sum, count. */
export const histogramSpans = (buckets: readonly number[]): readonly Span[] => [
  ...[...buckets, Number.POSITIVE_INFINITY].map((le) => span({ le }, "_bucket")),
  span({}, "_sum"),
  span({}, "_count"),
];

/** Counts `value` in the rows of a histogram with these buckets. */
export function observe(samples: Samples, buckets: readonly number[], value: number): void {
  const first = buckets.findIndex((bound) => value <= bound);
  const infinite = buckets.length;
  for (let row = first < 0 ? infinite : first; row <= infinite; row++) samples.add(row, 1);
  samples.add(infinite + 1, value);
  samples.add(infinite + 2, 1);
}
