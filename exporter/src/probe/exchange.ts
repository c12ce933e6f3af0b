import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, zstdDecompress } from "node:zlib";
import type { Dispatcher } from "undici";
import { pairs } from "./dispatcher.ts";
import { UpstreamError } from "./reasons.ts";

export interface Exchange {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
}

const tooLarge = (maxBytes: number) =>
  new UpstreamError("unexpected_response", `the body is larger than ${maxBytes} bytes`);

/** One request and its answer. The connection ends at the first byte beyond `maxBytes`, so that memory stays bounded. */
export async function exchange(
  dispatcher: Dispatcher,
  url: URL,
  request: Pick<Dispatcher.DispatchOptions, "method" | "headers"> & { body: string | null },
  maxBytes: number,
): Promise<Exchange> {
  const options = { origin: url.origin, path: `${url.pathname}${url.search}`, ...request };
  const chunks: Buffer[] = [];
  const { status, headers } = await new Promise<Omit<Exchange, "body">>((resolve, reject) => {
    let answer: Omit<Exchange, "body">;
    let size = 0;
    dispatcher.dispatch(options, {
      onRequestStart() {},
      onResponseStart(_controller, status, headers) {
        answer = { status, headers: Object.fromEntries(pairs(headers)) };
      },
      onResponseData(controller, chunk) {
        size += chunk.length;
        if (size > maxBytes) controller.abort(tooLarge(maxBytes));
        else chunks.push(chunk);
      },
      onResponseEnd: () => resolve(answer),
      onResponseError: (_controller, error) => reject(error),
    });
  });
  const bytes = await decode(Buffer.concat(chunks), headers["content-encoding"], maxBytes);
  return { status, headers, body: bytes.toString() };
}

const DECODERS: Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

/** Some compress although we ask them not to. */
async function decode(bytes: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  if (!encoding || encoding === "identity" || bytes.length === 0) return bytes;
  const decoder = DECODERS[encoding.toLowerCase()];
  if (!decoder) throw new UpstreamError("unexpected_response", `the body is encoded as ${encoding}`);
  try {
    return await decoder(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    throw new UpstreamError("unexpected_response", `the body is not ${encoding} as its header says`);
  }
}
