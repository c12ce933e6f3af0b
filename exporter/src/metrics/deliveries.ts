import {
  type Change,
  DELIVERY_RESULTS,
  type DeliveryResult,
  type Integration,
  type Webhook,
} from "../contract.ts";
import { WEBHOOK_METRICS } from "./definitions.ts";
import { exposePairs } from "./exposition.ts";
import { Family, spansOf } from "./family.ts";
import type { Samples } from "./page.ts";

/** Deliveries of webhooks by result. They count on when the catalog changes how they are verified. */
export function createDeliveries() {
  const family = new Family(WEBHOOK_METRICS.deliveries);
  const series = new Map<string, Samples>();
  return {
    family,
    replace({ before, after }: Change<Pick<Integration, "webhooks">>): void {
      const wanted = new Set(after?.webhooks.map(pairsOf));
      for (const pairs of before?.webhooks.map(pairsOf) ?? []) {
        if (wanted.has(pairs)) continue;
        series.get(pairs)?.end();
        series.delete(pairs);
      }
      for (const pairs of wanted)
        if (!series.has(pairs)) series.set(pairs, family.add(pairs, RESULT_SPANS, 0));
    },
    count(webhook: Webhook, result: DeliveryResult): void {
      series.get(pairsOf(webhook))?.add(DELIVERY_RESULTS.indexOf(result), 1);
    },
  };
}

const pairsOf = ({ integration, id }: Webhook): string => exposePairs({ integration, webhook: id });

const RESULT_SPANS = spansOf(WEBHOOK_METRICS.deliveries);
