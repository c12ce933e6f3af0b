import type { Dispatcher } from "undici";
import type { Failure, HttpRequest, HttpResponse } from "../contract.ts";
import { createDispatcher, DEFAULT_HEADERS, type HttpInstruments } from "./dispatcher.ts";
import { type Exchange, exchange } from "./exchange.ts";
import { classify, UpstreamError } from "./reasons.ts";
import { type Hop, redirect } from "./redirect.ts";

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * `context.http` of one attempt. Requests that need no connection of their own share `shared`, so that a provider's
 * second request finds the connection open.
 */
export function createHttp(
  shared: Dispatcher,
  instruments: HttpInstruments,
): (request: HttpRequest) => Promise<HttpResponse | Failure> {
  return async (request) => {
    const { tls, socketPath } = request;
    const dispatcher = tls || socketPath ? createDispatcher({ tls, socketPath }, instruments) : shared;
    try {
      const { hop, answer } = await follow(dispatcher, request, instruments);
      return {
        ok: true,
        ...answer,
        url: hop.url.href,
      };
    } catch (error) {
      const known = classify(error);
      if (known) return known;
      throw error;
    }
  };
}

async function follow(
  dispatcher: Dispatcher,
  request: HttpRequest,
  { mask, trace }: HttpInstruments,
): Promise<{ hop: Hop; answer: Exchange }> {
  const { method = "GET", body = null, maxRedirects = 0, maxBodyBytes = MAX_BODY_BYTES } = request;
  const headers = { ...DEFAULT_HEADERS, ...lowerCase(request.headers) };
  let hop: Hop = { url: new URL(request.url), method: method.toUpperCase(), headers, body };

  for (let redirects = 0; ; redirects++) {
    const { url, ...rest } = hop;
    const answer = await exchange(dispatcher, url, rest, maxBodyBytes);
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

const lowerCase = (headers: Record<string, string> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
