import { type Dispatcher, Headers, type RequestInit, fetch as undiciFetch } from "undici";
import { DEFAULT_HEADERS, forward, pairs } from "./dispatcher.ts";
import type { Mask } from "./mask.ts";
import { UpstreamError } from "./reasons.ts";
import { isSecretHeader } from "./trace.ts";

/** What one answer may weigh; a stream of events that lasts as long as an attempt stays far below. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** `context.fetch` of one attempt: the standard interface over the attempt's connections, with the limits of `http`. */
export function createFetch(dispatcher: Dispatcher, mask: Mask): typeof fetch {
  const limited = (input: string | URL, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(DEFAULT_HEADERS))
      if (!headers.has(name)) headers.set(name, value);
    const { origin } = new URL(input);
    return undiciFetch(input, { ...init, headers, dispatcher: dispatcher.compose(guard(origin, mask)) });
  };
  return limited as unknown as typeof fetch;
}

/** Ends a request that a redirect would take, with a secret, to another origin, and an answer beyond what memory may hold. */
function guard(home: string, mask: Mask): Dispatcher.DispatcherComposeInterceptor {
  const isCredential = ([name, value]: [string, string]) =>
    isSecretHeader(name) || mask.text(value) !== value;
  return (dispatch) => (options, handler) => {
    if (String(options.origin) !== home && [...pairs(options.headers)].some(isCredential)) {
      throw new UpstreamError("unexpected_response", `redirected with credentials to ${options.origin}`);
    }
    let size = 0;
    return dispatch(options, {
      ...forward(handler),
      onResponseStart(controller, status, headers, message) {
        const encoding = String(headers["content-encoding"] ?? "identity");
        // undici would decompress it without a limit.
        if (encoding !== "identity") {
          controller.abort(
            new UpstreamError("unexpected_response", `the body is encoded as ${encoding}, unasked`),
          );
        } else handler.onResponseStart?.(controller, status, headers, message);
      },
      onResponseData(controller, chunk) {
        size += chunk.length;
        if (size > MAX_BODY_BYTES) {
          controller.abort(
            new UpstreamError("unexpected_response", `the body is larger than ${MAX_BODY_BYTES} bytes`),
          );
        } else handler.onResponseData?.(controller, chunk);
      },
    });
  };
}
