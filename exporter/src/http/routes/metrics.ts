import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { constants, createGzip } from "node:zlib";
import type { RequestHandler } from "express";
import { CONTENT_TYPES, negotiate } from "../negotiate.ts";
import type { Site } from "../site.ts";

/** What goes to the compressor, or to the socket, at once: enough for its work to outweigh the call, and no burden to the loop. */
const CHUNK_BYTES = 128 * 1024;

export const metrics =
  (site: Pick<Site, "metrics">): RequestHandler =>
  async (request, response) => {
    const format = negotiate(request.get("accept"));
    const text = Readable.from(chunks(await site.metrics(format)), { objectMode: false });
    response.set("Content-Type", CONTENT_TYPES[format]).vary("Accept, Accept-Encoding");
    const compressed = request.acceptsEncodings("gzip", "identity") === "gzip";
    if (compressed) response.set("Content-Encoding", "gzip");
    // The fastest level: it already makes a twentieth of it, and every scrape pays for more.
    const gzip = () => createGzip({ level: constants.Z_BEST_SPEED, chunkSize: CHUNK_BYTES });
    await pipeline(compressed ? [text, gzip(), response] : [text, response]).catch(unlessGone);
  };

/**
 * `pieces` joined, as they are needed, to chunks of about `CHUNK_BYTES`. Others have their turn after each: to a socket
 * that takes all at once, a stream writes on and on.
 */
async function* chunks(pieces: readonly Uint8Array[]): AsyncGenerator<Buffer> {
  let chunk: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    chunk.push(piece);
    size += piece.length;
    if (size < CHUNK_BYTES) continue;
    yield Buffer.concat(chunk, size);
    chunk = [];
    size = 0;
    await setImmediate();
  }
  yield Buffer.concat(chunk, size);
}

/** A scraper that hangs up in the middle is nobody's fault here. */
function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== "ERR_STREAM_PREMATURE_CLOSE" && error.code !== "ECONNRESET") throw error;
}
