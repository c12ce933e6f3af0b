import { createHmac, timingSafeEqual } from "node:crypto";
import type { Delivery, DeliveryResult, Instant } from "../contract.ts";
import type { Signed } from "./signatures.ts";

/** Far more than an order or a conversation takes. It goes by in pieces: this saves time, not memory. */
export const MOST_BYTES = 10 * 1024 * 1024;

/** How far from now a call may have been signed, before or after: vendors advise it. */
const WINDOW_SECONDS = 300;

/** Whether who signed a delivery knew the secret. Rejects when its body does. */
export async function verify(
  body: Delivery["body"],
  signed: Signed,
  { secret, now }: { secret: string; now: Instant },
): Promise<DeliveryResult> {
  const hmac = createHmac("sha256", secret).update(signed.prefix);
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return "too_large";
    hmac.update(chunk);
  }
  if (!equal(signed.digest, hmac.digest(signed.encoding))) return "bad_signature";
  const { at = now } = signed;
  return Math.abs(now - at) <= WINDOW_SECONDS ? "verified" : "stale";
}

/** In a time that tells nothing of where they differ. */
function equal(found: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(found), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
