import type { Dispatcher } from "undici";
import type { Instruments } from "./dial.ts";
import { isSecretHeader, maskHeaders } from "./trace.ts";

/** Told by the parser, in the callbacks of the socket, how far a request is. */
export interface Watch {
  sent(): void;
  answered(status: number, message: string | undefined, headers: Dispatcher.DispatchOptions["headers"]): void;
  received(): void;
  ended(): void;
}

/** Times and traces one request, and has the credentials that it carries masked from then on. */
export function watch(
  { method, origin, path, headers }: Dispatcher.DispatchOptions,
  { stopwatch, trace, mask }: Pick<Instruments, "stopwatch" | "trace" | "mask">,
): Watch {
  for (const [name, value] of pairs(headers))
    if (isSecretHeader(name)) mask.reveal(value.split(" ").at(-1) ?? value);
  let end = () => {};
  return {
    sent() {
      end = stopwatch.start("wait");
      trace("request", () => ({ method, url: `${origin}${path}`, headers: maskHeaders(pairs(headers)) }));
    },
    answered(status, message, answer) {
      trace("response", () => ({ status, message, headers: maskHeaders(pairs(answer)) }));
      if (status < 200) return;
      end();
      end = stopwatch.start("transfer");
    },
    received: stopwatch.tick,
    ended: () => end(),
  };
}

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
