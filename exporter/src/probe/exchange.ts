import type { Connection } from "./connection.ts";
import { decode } from "./decode.ts";
import type { Instruments } from "./dial.ts";
import type { Request } from "./http1/request.ts";
import { type Response, ResponseReader } from "./http1/response.ts";
import { watch } from "./watch.ts";

/** One request and its answer, unpacked. The connection ends at the first byte beyond `maxBytes`, so that memory stays bounded. */
export async function exchange(
  connection: Connection,
  request: Request,
  maxBytes: number,
  instruments: Instruments,
): Promise<Response> {
  const { method, url, headers } = request;
  const watched = watch({ method, url: url.href, headers }, instruments);
  const reader = new ResponseReader(method, maxBytes, watched.answered);
  try {
    await connection.ask(request, reader, watched.sent);
  } finally {
    watched.ended();
  }
  const answer = reader.read();
  const encoding = answer.headers["content-encoding"];
  return encoding ? { ...answer, bytes: await decode(answer.bytes, encoding, maxBytes) } : answer;
}
