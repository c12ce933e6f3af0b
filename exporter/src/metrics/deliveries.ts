import { type Catalog, DELIVERY_RESULTS, type DeliveryResult, type Webhook } from "../contract.ts";
import { WEBHOOK_METRICS } from "./definitions.ts";
import { exposePairs } from "./exposition.ts";
import { Family, spansOf } from "./family.ts";
import { createKeep } from "./keep.ts";
import type { Samples } from "./page.ts";

/** Deliveries of webhooks by result. They count on when the catalog changes how they are verified. */
export function createDeliveries() {
  const family = new Family(WEBHOOK_METRICS.deliveries);
  const series = createKeep<string, Samples>(
    (pairs) => pairs,
    (pairs) => family.add(pairs, RESULT_SPANS, 0),
    (samples) => family.remove(samples),
  );
  return {
    family,
    sync: ({ integrations }: Catalog): Promise<void> =>
      series.sync(integrations.flatMap(({ webhooks }) => webhooks.map(pairsOf))),
    count(webhook: Webhook, result: DeliveryResult): void {
      series.get(pairsOf(webhook))?.add(DELIVERY_RESULTS.indexOf(result), 1);
    },
  };
}

const pairsOf = ({ integration, id }: Webhook): string => exposePairs({ integration, webhook: id });

const RESULT_SPANS = spansOf(WEBHOOK_METRICS.deliveries);
