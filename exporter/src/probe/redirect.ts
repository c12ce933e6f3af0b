import type { Request } from "./http1/request.ts";
import { UpstreamError } from "./reasons.ts";
import { isSecretHeader } from "./trace.ts";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The request that an answer redirects to; undefined when it redirects nowhere. A credential goes to no other origin:
 * headers with one are dropped, a body or a downgrade to plain HTTP with one is refused.
 * @param holdsSecret whether a text holds a secret of the probe
 * @throws UpstreamError when the redirect cannot be followed
 */
export function redirect(
  hop: Request,
  { status, location }: { status: number; location: string | undefined },
  holdsSecret: (text: string) => boolean,
): Request | undefined {
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const url = URL.parse(location, hop.url.href);
  if (!url) {
    throw new UpstreamError("unexpected_response", `redirected to an address that is none: ${location}`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new UpstreamError("unexpected_response", `redirected to ${url.protocol}, which is not HTTP`);
  }

  const next = keepsBody(status, hop.method) ? { ...hop, url } : { ...withoutBody(hop), url };
  if (url.origin === hop.url.origin) return next;

  const isCredential = ([name, value]: [string, string]) => isSecretHeader(name) || holdsSecret(value);
  const headers = Object.entries(hop.headers);
  if (hop.url.protocol === "https:" && url.protocol === "http:" && headers.some(isCredential)) {
    throw new UpstreamError(
      "unexpected_response",
      `redirected from https to ${url.origin}, with credentials`,
    );
  }
  if (next.body !== null && holdsSecret(next.body)) {
    throw new UpstreamError("unexpected_response", `redirected a body with a secret to ${url.origin}`);
  }
  // Another place has another name.
  const kept = Object.entries(next.headers).filter((header) => header[0] !== "host" && !isCredential(header));
  return { ...next, headers: Object.fromEntries(kept) };
}

/** As browsers do: POST becomes GET, and 303 makes a GET of everything. */
const keepsBody = (status: number, method: string): boolean =>
  status === 307 ||
  status === 308 ||
  method === "GET" ||
  method === "HEAD" ||
  (status !== 303 && method !== "POST");

const withoutBody = (hop: Request): Request => ({
  ...hop,
  method: "GET",
  body: null,
  headers: Object.fromEntries(
    Object.entries(hop.headers).filter(([name]) => !/^content-(?:type|length|encoding)$/i.test(name)),
  ),
});
