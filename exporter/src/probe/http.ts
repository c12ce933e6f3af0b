import type { Check, Failure, HttpRequest, HttpResponse } from "../contract.ts";
import type { Instruments } from "./dial.ts";
import { exchange } from "./exchange.ts";
import type { Request } from "./http1/request.ts";
import type { Response } from "./http1/response.ts";
import type { Kept } from "./kept.ts";
import { createPool, type Pool } from "./pool.ts";
import { classify, UpstreamError } from "./reasons.ts";
import { redirect } from "./redirect.ts";
import { DEFAULT_HEADERS } from "./route.ts";
import { parseUrl } from "./url.ts";

const MAX_BODY_BYTES = 1024 * 1024;

/** `context.http` of one attempt. */
export function createHttp(
  check: Check,
  kept: Kept,
  instruments: Instruments,
): (request: HttpRequest) => Promise<HttpResponse | Failure> {
  const pool = createPool(check, kept, instruments);
  return async (request) => {
    try {
      const { hop, answer } = await follow(pool, request, instruments);
      return new Answer(answer, hop.url.href);
    } catch (error) {
      const known = classify(error);
      if (known) return known;
      throw error;
    }
  };
}

/** Its text is decoded when it is first read: most are judged by their status alone. */
class Answer implements HttpResponse {
  readonly ok = true;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly bytes: Buffer;
  readonly url: string;
  #text: string | undefined;

  constructor({ status, headers, bytes }: Response, url: string) {
    this.status = status;
    this.headers = headers;
    this.bytes = bytes;
    this.url = url;
  }

  get body(): string {
    this.#text ??= this.bytes.toString();
    return this.#text;
  }
}

async function follow(
  pool: Pool,
  request: HttpRequest,
  instruments: Instruments,
): Promise<{ hop: Request; answer: Response }> {
  const { mask, trace } = instruments;
  const { method = "GET", body = null, maxRedirects = 0, maxBodyBytes = MAX_BODY_BYTES } = request;
  const { tls, socketPath, reuse = false } = request;
  const headers = { ...DEFAULT_HEADERS, ...lowerCase(request.headers) };
  let hop: Request = { url: parseUrl(request.url), method: method.toUpperCase(), headers, body };

  for (let redirects = 0; ; redirects++) {
    // Of redirects none is kept: they may lead to another place each time.
    const connection = pool.borrow({ url: hop.url, tls, socketPath }, reuse && redirects === 0);
    const answer = await exchange(connection, hop, maxBodyBytes, instruments);
    pool.giveBack(connection);
    if (maxRedirects === 0) return { hop, answer };
    const next = redirect(
      hop,
      { status: answer.status, location: answer.headers.location },
      (text) => mask.text(text) !== text,
    );
    if (!next) return { hop, answer };
    if (redirects === maxRedirects) {
      throw new UpstreamError("unexpected_response", `redirects for ever: more than ${maxRedirects}`);
    }
    trace("redirect", { status: answer.status, to: next.url.href, headers: Object.keys(next.headers) });
    hop = next;
  }
}

function lowerCase(headers: Record<string, string> = {}): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const name in headers) lower[name.toLowerCase()] = headers[name] as string;
  return lower;
}
