import type { Instant } from "../../contract.ts";

const HTTP_DATE = /^[A-Z][a-z]+, \d{2}[ -][A-Z][a-z]{2}[ -]\d{2,4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Seconds that a `Retry-After` header asks to wait: a number of seconds, with a fraction where Shopify sends it, or an
 * HTTP-date (RFC 9110, 10.2.3). Never negative; undefined when it is absent or neither.
 */
export function parseRetryAfter(header: string | undefined, now: Instant): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}(?:\.\d{1,3})?$/.test(text)) return Number(text);
  if (!HTTP_DATE.test(text)) return undefined;
  const time = Date.parse(text) / 1000;
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
