import { changesBetween } from "../src/catalog/changes.ts";
import type { Catalog, IntegrationChange } from "../src/contract.ts";
import type { Metrics } from "../src/metrics/metrics.ts";

/** What a reload of `before` to `next` changes; by default it is the first load. */
export const changes = (next: Catalog, before?: Catalog): IntegrationChange[] =>
  changesBetween(new Map(before?.integrations.map((one) => [one.id, one])), next.integrations);

/** Has `metrics` tell of `next`, as the service does at a reload. */
export async function reloaded(metrics: Metrics, next: Catalog, before?: Catalog): Promise<void> {
  await metrics.useThresholds(next.thresholds);
  for (const change of changes(next, before)) metrics.replace(change);
  metrics.describe(next);
}
