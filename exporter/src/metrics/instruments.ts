/** prom-client's instruments, made from the definitions; and the series that closed labels span. */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Observes } from "../contract.ts";
import type { MetricDefinition } from "./definitions.ts";

export type Labels = Record<string, string>;

const options = (definition: MetricDefinition, registry: Registry) => ({
  name: definition.name,
  help: definition.help,
  labelNames: definition.labels,
  registers: [registry],
});

export const gauge = (definition: MetricDefinition, registry: Registry): Gauge<string> =>
  new Gauge<string>(options(definition, registry));
export const counter = (definition: MetricDefinition, registry: Registry): Counter<string> =>
  new Counter<string>(options(definition, registry));
export const histogram = (
  definition: MetricDefinition,
  buckets: readonly number[],
  registry: Registry,
): Histogram<string> => new Histogram<string>({ ...options(definition, registry), buckets: [...buckets] });

/** The label sets of a family below `base`: one for each value of its closed and declared labels, or `base` alone. */
export function series(definition: MetricDefinition, base: Labels, observes: Observes = {}): Labels[] {
  const { closed = {}, declared, onlyWhere } = definition;
  if (onlyWhere && !observes[onlyWhere]) return [];
  const spans = declared ? { [declared.label]: observes[declared.by] ?? [], ...closed } : closed;
  return Object.entries(spans).reduce<Labels[]>(
    (sets, [label, values]) => sets.flatMap((set) => values.map((value) => ({ ...set, [label]: value }))),
    [base],
  );
}

/** Writes a state set: 1 for the current state, 0 for the others, in a family with one closed label. */
export function setState(
  target: Gauge<string>,
  definition: MetricDefinition,
  base: Labels,
  current: string | undefined,
): void {
  const [label = "", states = []] = Object.entries(definition.closed ?? {})[0] ?? [];
  for (const state of states) target.set({ ...base, [label]: state }, state === current ? 1 : 0);
}
