/** What each vendor's headers say of a signature: an HMAC-SHA256, of the body or of a little more. */
import type { Delivery, Instant, WebhookSignature } from "../contract.ts";

export interface Signed {
  /** The signature that came with the call. */
  digest: string;
  encoding: "base64" | "hex";
  /** Signed too, in front of the body. */
  prefix: string;
  /** When it was signed, by what is part of the signature; NaN where that is no time. */
  at?: Instant;
}

/** @returns undefined where a header is missing without which there is no signature */
export type ReadSignature = (headers: Delivery["headers"]) => Signed | undefined;

/**
 * Source: shopify.dev, "Verify webhook deliveries". There is no window of time: X-Shopify-Triggered-At is not signed, and
 * stays the same on retries, which come for four hours (shopify.dev, "Updates to webhook retry mechanism").
 */
const shopify: ReadSignature = (headers) => {
  const digest = text(headers, "x-shopify-hmac-sha256") ?? text(headers, "shopify-hmac-sha256");
  return digest === undefined ? undefined : { digest, encoding: "base64", prefix: "" };
};

/** Source: chatwoot/chatwoot pull request 13573, version 4.11.2 and later. */
const chatwoot: ReadSignature = (headers) => {
  const [, digest] = /^sha256=(.*)$/.exec(text(headers, "x-chatwoot-signature") ?? "") ?? [];
  const timestamp = text(headers, "x-chatwoot-timestamp");
  if (digest === undefined || timestamp === undefined) return undefined;
  return { digest, encoding: "hex", prefix: `${timestamp}.`, at: Number(timestamp) };
};

export const SIGNATURES: Record<WebhookSignature, ReadSignature> = { shopify, chatwoot };

function text(headers: Delivery["headers"], name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
