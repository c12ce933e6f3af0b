import type { Dispatcher } from "undici";
import type { Connection } from "./connection.ts";
import { decode } from "./decode.ts";
import type { Instruments } from "./dial.ts";
import { classify, tooLarge } from "./reasons.ts";
import type { Hop } from "./redirect.ts";
import { pairs, watch } from "./watch.ts";

export interface Exchange {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Unpacked. */
  bytes: Buffer;
}

/** RFC 9110, 9.2.2. */
const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);

/**
 * One request and its answer. The connection ends at the first byte beyond `maxBytes`, so that memory stays bounded.
 * A server may close an idle connection at the very moment in which we use it: that is nobody's failure, and what may be
 * sent twice is sent again on a fresh one.
 */
export async function exchange(
  connection: Connection,
  { url, headers: given, ...rest }: Hop,
  maxBytes: number,
  instruments: Instruments,
): Promise<Exchange> {
  const headers = { host: url.host, ...given };
  const request = { origin: url.origin, path: `${url.pathname}${url.search}`, headers, ...rest };
  const mayBeStale = connection.isOpen() && IDEMPOTENT.has(request.method);
  let received = await transmit(connection, request, maxBytes, instruments);
  if (!received.ok && mayBeStale && !received.begun && classify(received.error)?.reason === "connect") {
    instruments.trace("kept connection closed, asking again");
    received = await transmit(connection, request, maxBytes, instruments);
  }
  if (!received.ok) throw received.error;
  const { ok: _, chunks, ...head } = received;
  return { ...head, bytes: await decode(Buffer.concat(chunks), head.headers["content-encoding"], maxBytes) };
}

type Received =
  | { ok: true; status: number; headers: Record<string, string>; chunks: Buffer[] }
  /** `begun`: a part of the answer had come. */
  | { ok: false; error: Error; begun: boolean };

function transmit(
  { dispatch, disconnect }: Connection,
  request: Dispatcher.DispatchOptions,
  maxBytes: number,
  instruments: Instruments,
): Promise<Received> {
  const watched = watch(request, instruments);
  const chunks: Buffer[] = [];
  let size = 0;
  let begun = false;
  let head: { status: number; headers: Record<string, string> } = { status: 0, headers: {} };
  return new Promise((resolve) => {
    dispatch(request, {
      onRequestStart: watched.sent,
      onResponseStarted() {
        begun = true;
      },
      onResponseStart(_controller, status, headers, message) {
        watched.answered(status, message, headers);
        head = { status, headers: Object.fromEntries(pairs(headers)) };
      },
      onResponseData(controller, chunk) {
        watched.received();
        size += chunk.length;
        if (size > maxBytes) controller.abort(tooLarge(maxBytes));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        watched.ended();
        // Before undici does, with an error of its own whose stack trace Node then writes out, for each probe.
        if (head.headers.connection === "close") disconnect();
        resolve({ ok: true, ...head, chunks });
      },
      onResponseError(_controller, error) {
        watched.ended();
        resolve({ ok: false, error, begun });
      },
    });
  });
}
