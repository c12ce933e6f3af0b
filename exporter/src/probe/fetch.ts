import { Agent, type Dispatcher, Headers, type RequestInit, fetch as undiciFetch } from "undici";
import { connector, DEFAULT_HEADERS } from "./connection.ts";
import { dial, type Instruments } from "./dial.ts";
import { HTTP_OPTIONS } from "./lines.ts";
import type { Mask } from "./mask.ts";
import { tooLarge, UpstreamError } from "./reasons.ts";
import { isSecretHeader } from "./trace.ts";
import { pairs, watch } from "./watch.ts";

/** What one answer may weigh; a stream of events that lasts as long as an attempt stays far below. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * `context.fetch` of one attempt: the standard interface over connections of its own, with the limits of `http`. An
 * agent, as an answer may stay open under the next request.
 */
export function createFetch(instruments: Instruments): typeof fetch {
  let agent: Dispatcher | undefined;
  const limited = (input: string | URL, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(DEFAULT_HEADERS))
      if (!headers.has(name)) headers.set(name, value);
    const { origin } = new URL(input);
    agent ??= createAgent(instruments);
    return undiciFetch(input, {
      ...init,
      headers,
      dispatcher: agent.compose(guard(origin, instruments.mask)),
    });
  };
  return limited as unknown as typeof fetch;
}

function createAgent(instruments: Instruments): Dispatcher {
  const connect = connector((target) => dial(target, instruments));
  return new Agent({ ...HTTP_OPTIONS, connect }).compose(observe(instruments));
}

function observe(instruments: Instruments): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const watched = watch(options, instruments);
    return dispatch(options, {
      ...forward(handler),
      onRequestStart(...args) {
        watched.sent();
        handler.onRequestStart?.(...args);
      },
      onResponseStart(controller, status, headers, message) {
        watched.answered(status, message, headers);
        handler.onResponseStart?.(controller, status, headers, message);
      },
      onResponseData(...args) {
        watched.received();
        handler.onResponseData?.(...args);
      },
      onResponseEnd(...args) {
        watched.ended();
        handler.onResponseEnd?.(...args);
      },
      onResponseError(...args) {
        watched.ended();
        handler.onResponseError?.(...args);
      },
    });
  };
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
          controller.abort(tooLarge(MAX_BODY_BYTES));
        } else handler.onResponseData?.(controller, chunk);
      },
    });
  };
}

/** A handler that hands on everything, for an interceptor to change a part of. */
const forward = (handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler => ({
  onRequestStart: (...args) => handler.onRequestStart?.(...args),
  onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
  onRequestSent: () => handler.onRequestSent?.(),
  onBodySent: (chunk) => handler.onBodySent?.(chunk),
  onResponseStarted: () => handler.onResponseStarted?.(),
  onResponseStart: (...args) => handler.onResponseStart?.(...args),
  onResponseData: (...args) => handler.onResponseData?.(...args),
  onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
  onResponseError: (...args) => handler.onResponseError?.(...args),
});
