import type { Socket } from "node:net";
import type { buildConnector, Dispatcher, RequestInit } from "undici";
import { dial, type Instruments, type Target } from "./dial.ts";
import type { Mask } from "./mask.ts";
import { tooLarge, UpstreamError } from "./reasons.ts";
import { DEFAULT_HEADERS, targetOf } from "./route.ts";
import { isSecretHeader } from "./trace.ts";
import { watch } from "./watch.ts";

/** The deadline of the probe is the only one. */
const LIMITS = { allowH2: false, headersTimeout: 0, bodyTimeout: 0 } as const;
/** What one answer may weigh; a stream of events that lasts as long as an attempt stays far below. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * `context.fetch` of one attempt: the standard interface over connections of its own, with the limits of `http`. An
 * agent, as an answer may stay open under the next request. undici's 25 MB are for those who ask.
 */
export function createFetch(instruments: Instruments): typeof fetch {
  let agent: Dispatcher | undefined;
  const limited = async (input: string | URL, init: RequestInit = {}) => {
    const { Agent, fetch, Headers } = await import("undici");
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(DEFAULT_HEADERS))
      if (!headers.has(name)) headers.set(name, value);
    const { origin } = new URL(input);
    const connect = connector((target) => dial(target, instruments));
    agent ??= new Agent({ ...LIMITS, connect }).compose(observe(instruments));
    return fetch(input, { ...init, headers, dispatcher: agent.compose(guard(origin, instruments.mask)) });
  };
  return limited as unknown as typeof fetch;
}

/** undici's connector over our dialler. */
const connector =
  (open: (target: Target) => Promise<Socket>): buildConnector.connector =>
  (options, callback) => {
    open(targetOf(options)).then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };

function observe(instruments: Instruments): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const { method, origin, path } = options;
    const headers = Object.fromEntries(pairs(options.headers));
    const watched = watch({ method, url: `${origin}${path}`, headers }, instruments);
    return dispatch(options, {
      ...forward(handler),
      onRequestStart(...args) {
        watched.sent();
        handler.onRequestStart?.(...args);
      },
      onResponseStart(controller, status, headers, message) {
        watched.answered({ status, message, headers: Object.fromEntries(pairs(headers)) });
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

/** Headers in any of undici's shapes, repeated ones joined. */
function* pairs(headers: Dispatcher.DispatchOptions["headers"]): Generator<[string, string]> {
  if (!headers) return;
  if (Array.isArray(headers) && typeof headers[0] === "string") {
    for (let index = 0; index < headers.length; index += 2)
      yield [String(headers[index]), String(headers[index + 1])];
    return;
  }
  const entries =
    Symbol.iterator in headers ? (headers as Iterable<[string, unknown]>) : Object.entries(headers);
  for (const [name, value] of entries) yield [name, Array.isArray(value) ? value.join(", ") : String(value)];
}
