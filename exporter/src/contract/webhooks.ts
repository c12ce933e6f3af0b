/** Calls that a vendor makes: a copy of each comes to the exporter, which tells how many are the vendor's own. */
import type { SecretRef } from "./fields.ts";

/** How a call says who sent it. */
export const WEBHOOK_SIGNATURES = ["shopify", "chatwoot"] as const;
export type WebhookSignature = (typeof WEBHOOK_SIGNATURES)[number];

export interface Webhook {
  integration: string;
  id: string;
  signature: WebhookSignature;
  /** What the vendor signs with; a file by absolute path. */
  secret: SecretRef;
}

/**
 * What became of a delivery. Closed: it is a label. `stale` was signed, but not within minutes of now: somebody sends it
 * again, or a clock is wrong. `secret_missing` is ours to mend.
 */
export const DELIVERY_RESULTS = [
  "verified",
  "bad_signature",
  "unsigned",
  "stale",
  "too_large",
  "secret_missing",
] as const;
export type DeliveryResult = (typeof DELIVERY_RESULTS)[number];

export interface Delivery {
  /** By lower-case name. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it was sent, whatever its encoding. Throws when it ends too early. */
  body: AsyncIterable<Uint8Array>;
}
