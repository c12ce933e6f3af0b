import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { RequestHandler } from "express";
import { CONTENT_TYPES, negotiate } from "../negotiate.ts";
import type { Site } from "../site.ts";

const compress = promisify(gzip);

export const metrics =
  (site: Pick<Site, "metrics">): RequestHandler =>
  async (request, response) => {
    const format = negotiate(request.get("accept"));
    const text = await site.metrics(format);
    response.set("Content-Type", CONTENT_TYPES[format]).vary("Accept, Accept-Encoding");
    if (request.acceptsEncodings("gzip", "identity") !== "gzip") return void response.end(text);
    // The fastest level: it already makes a twentieth of it, and every scrape pays for more.
    response.set("Content-Encoding", "gzip").end(await compress(text, { level: constants.Z_BEST_SPEED }));
  };
