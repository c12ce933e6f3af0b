import type { Instruments } from "./dial.ts";
import { isSecretHeader, maskHeaders } from "./trace.ts";

/** Told, in the callbacks of the socket, how far a request is. */
export interface Watch {
  /** Also when it is sent once more. */
  sent(): void;
  answered(head: { status: number; message: string | undefined; headers: Record<string, string> }): void;
  received(): void;
  ended(): void;
}

/** Times and traces one request, and has the credentials that it carries masked from then on. */
export function watch(
  { method, url, headers }: { method: string; url: string; headers: Record<string, string> },
  { stopwatch, trace, mask }: Pick<Instruments, "stopwatch" | "trace" | "mask">,
): Watch {
  for (const name in headers) {
    const value = headers[name] as string;
    if (isSecretHeader(name)) mask.reveal(value.split(" ").at(-1) ?? value);
  }
  let end = () => {};
  return {
    sent() {
      end();
      end = stopwatch.start("wait");
      trace("request", () => ({ method, url, headers: maskHeaders(headers) }));
    },
    answered({ status, message, headers }) {
      trace("response", () => ({ status, message, headers: maskHeaders(headers) }));
      if (status < 200) return;
      end();
      end = stopwatch.start("transfer");
    },
    received: stopwatch.tick,
    ended: () => end(),
  };
}
