import type { Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { constants, createGzip } from "node:zlib";
import type { RequestHandler } from "express";
import { CONTENT_TYPES, negotiate } from "../negotiate.ts";
import type { Piece, Site } from "../site.ts";

/** What goes to the compressor, or to the socket, at least at once: enough for its work to outweigh the call. */
const CHUNK_BYTES = 16 * 1024;
/** What may go before others have their turn: about a tenth of a millisecond. */
const TURN_BYTES = 128 * 1024;

export const metrics =
  (site: Pick<Site, "metrics">): RequestHandler =>
  async (request, response) => {
    const format = negotiate(request.get("accept"));
    const pieces = await site.metrics(format);
    response.set("Content-Type", CONTENT_TYPES[format]).vary("Accept, Accept-Encoding");
    try {
      if (request.acceptsEncodings("gzip", "identity") === "gzip") {
        response.set("Content-Encoding", "gzip");
        // The fastest level: it already makes a twentieth of it, and every scrape pays for more.
        const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: TURN_BYTES });
        await Promise.all([send(pieces, gzip), pipeline(gzip, response)]);
      } else await Promise.all([send(pieces, response), finished(response)]);
    } catch (error) {
      // A scraper that hangs up in the middle is nobody's fault here.
      if (!request.socket.destroyed) throw error;
    } finally {
      // Here, and not in what sends: a write that waits for room in a stream that was destroyed is never called back.
      for (const piece of pieces) piece.giveBack();
    }
  };

/**
 * Gives each piece back once it went, so that few need to be copied meanwhile. Others have their turn before and now and
 * then: a socket that takes all at once would be written to on and on.
 */
async function send(pieces: readonly Piece[], out: Writable): Promise<void> {
  let sinceTurn = TURN_BYTES;
  for (const chunk of chunksOf(pieces)) {
    if (sinceTurn >= TURN_BYTES) {
      sinceTurn = 0;
      await setImmediate();
    }
    const bytes = join(chunk);
    await write(out, bytes);
    for (const piece of chunk) piece.giveBack();
    sinceTurn += bytes.length;
  }
  out.end();
}

function* chunksOf(pieces: readonly Piece[]): Generator<Piece[]> {
  let chunk: Piece[] = [];
  let size = 0;
  for (const piece of pieces) {
    chunk.push(piece);
    size += piece.bytes.length;
    if (size < CHUNK_BYTES) continue;
    yield chunk;
    chunk = [];
    size = 0;
  }
  if (size > 0) yield chunk;
}

/** A large one is not copied: tens of megabytes of copies for each scrape would call for the garbage collector. */
function join(chunk: readonly Piece[]): Uint8Array {
  const [first, ...more] = chunk.map(({ bytes }) => bytes);
  return first && more.length === 0 ? first : Buffer.concat(chunk.map(({ bytes }) => bytes));
}

const write = (out: Writable, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    out.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
