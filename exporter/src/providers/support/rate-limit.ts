import type { Instant, Quota } from "../../contract.ts";

const UNIT_SECONDS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * When a quota is full again, from any of the forms that providers send: seconds or milliseconds since the epoch,
 * seconds to go, a duration (`6m0s`, `12ms`) or a date. Told apart by shape and size, as their documentation often
 * does not say. Undefined for what is none of them.
 */
export function parseReset(text: string | undefined, now: Instant): Instant | undefined {
  const value = text?.trim() ?? "";
  if (/^\d+(?:\.\d+)?$/.test(value)) {
    const number = Number(value);
    if (number > 1e12) return number / 1000;
    return number > 1e9 ? number : now + number;
  }
  if (/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(value)) {
    const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
    return (
      now + parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_SECONDS[unit ?? ""] ?? 0), 0)
    );
  }
  const date = /[A-Za-z]/.test(value) ? Date.parse(value) / 1000 : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}

const number = (text: string | undefined): number | undefined => {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
};

/**
 * The quota in a trio of headers, such as `x-ratelimit-limit`, `-remaining` and `-reset`. Empty when the one that
 * says what remains is missing.
 */
export function quotaFromHeaders(
  headers: Readonly<Record<string, string>>,
  now: Instant,
  name: string,
  keys: { limit?: string; remaining: string; reset?: string },
): Quota[] {
  const remaining = number(headers[keys.remaining]);
  if (remaining === undefined) return [];
  const limit = keys.limit === undefined ? undefined : number(headers[keys.limit]);
  const resetAt = keys.reset === undefined ? undefined : parseReset(headers[keys.reset], now);
  return [
    {
      name,
      remaining: Math.max(0, remaining),
      ...(limit === undefined ? {} : { limit }),
      ...(resetAt === undefined ? {} : { resetAt }),
    },
  ];
}
