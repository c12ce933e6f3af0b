import { Agent, type Dispatcher } from "undici";
import type { TlsSettings } from "../contract.ts";
import { dial, type Instruments } from "./dial.ts";
import type { Mask } from "./mask.ts";
import { isSecretHeader, maskHeaders } from "./trace.ts";

export interface HttpInstruments extends Instruments {
  mask: Mask;
}

export const DEFAULT_HEADERS = {
  "user-agent": "integration_exporter",
  // An answer that comes compressed costs time that is not the upstream's, and may hide a bomb.
  "accept-encoding": "identity",
};

export interface Route {
  tls?: TlsSettings | undefined;
  socketPath?: string | undefined;
}

/** HTTP/1.1 over our own connections, measured. They end with the attempt, and the agent has nothing else. */
export function createDispatcher(route: Route, instruments: HttpInstruments): Dispatcher {
  const agent = new Agent({
    allowH2: false,
    // The deadline of the probe is the only one.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: ({ hostname, port, protocol }, callback) => {
      const secure = protocol === "https:";
      dial(
        {
          host: hostname,
          port: Number(port) || (secure ? 443 : 80),
          socketPath: route.socketPath,
          ...(secure ? { tls: { ALPNProtocols: ["http/1.1"], ...route.tls } } : {}),
        },
        instruments,
      ).then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      );
    },
  });
  return agent.compose(observe(instruments));
}

/** Times and traces each request, and has the credentials that it carries masked from then on. */
function observe({ stopwatch, trace, mask }: HttpInstruments): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const headers = [...pairs(options.headers)];
    for (const [name, value] of headers)
      if (isSecretHeader(name)) mask.reveal(value.split(" ").at(-1) ?? value);
    let end = () => {};
    return dispatch(options, {
      ...forward(handler),
      onRequestStart(...args) {
        end = stopwatch.start("wait");
        const url = `${options.origin}${options.path}`;
        trace("request", { method: options.method, url, headers: maskHeaders(headers) });
        handler.onRequestStart?.(...args);
      },
      onResponseStart(controller, status, answer, message) {
        trace("response", { status, message, headers: maskHeaders(pairs(answer)) });
        if (status >= 200) {
          end();
          end = stopwatch.start("transfer");
        }
        handler.onResponseStart?.(controller, status, answer, message);
      },
      onResponseEnd(...args) {
        end();
        handler.onResponseEnd?.(...args);
      },
      onResponseError(...args) {
        end();
        handler.onResponseError?.(...args);
      },
    });
  };
}

/** A handler that hands on everything, for an interceptor to change a part of. */
export const forward = (handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler => ({
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
export function* pairs(headers: Dispatcher.DispatchOptions["headers"]): Generator<[string, string]> {
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
