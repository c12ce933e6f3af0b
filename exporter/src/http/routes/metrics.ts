import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { constants, createGzip } from "node:zlib";
import type { RequestHandler } from "express";
import { CONTENT_TYPES, negotiate } from "../negotiate.ts";
import type { Site } from "../site.ts";

/** What goes to the compressor, or to the socket, at least at once: enough for its work to outweigh the call. */
const CHUNK_BYTES = 16 * 1024;
/** What may go before others have their turn: about a tenth of a millisecond. */
const TURN_BYTES = 128 * 1024;

export const metrics =
  (site: Pick<Site, "metrics">): RequestHandler =>
  async (request, response) => {
    const format = negotiate(request.get("accept"));
    const pieces = await site.metrics(format);
    const text = Readable.from(chunks(pieces), { objectMode: false });
    response.set("Content-Type", CONTENT_TYPES[format]).vary("Accept, Accept-Encoding");
    const compressed = request.acceptsEncodings("gzip", "identity") === "gzip";
    if (compressed) response.set("Content-Encoding", "gzip");
    // The fastest level: it already makes a twentieth of it, and every scrape pays for more.
    const gzip = () => createGzip({ level: constants.Z_BEST_SPEED, chunkSize: TURN_BYTES });
    await pipeline(compressed ? [text, gzip(), response] : [text, response])
      .catch(unlessGone)
      .finally(() => {
        for (const piece of pieces) piece.giveBack();
      });
  };

/**
 * `pieces`, the small ones joined. The large ones are not copied: tens of megabytes of copies for each scrape would call
 * for the garbage collector. Others have their turn now and then: to a socket that takes all at once, a stream writes on
 * and on.
 */
async function* chunks(pieces: readonly { bytes: Uint8Array }[]): AsyncGenerator<Uint8Array> {
  let small: Uint8Array[] = [];
  let size = 0;
  let sent = 0;
  for (const { bytes } of pieces) {
    small.push(bytes);
    size += bytes.length;
    if (size < CHUNK_BYTES) continue;
    yield small.length === 1 ? bytes : Buffer.concat(small, size);
    sent += size;
    small = [];
    size = 0;
    if (sent < TURN_BYTES) continue;
    sent = 0;
    await setImmediate();
  }
  yield Buffer.concat(small, size);
}

/** A scraper that hangs up in the middle is nobody's fault here. */
function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== "ERR_STREAM_PREMATURE_CLOSE" && error.code !== "ECONNRESET") throw error;
}
