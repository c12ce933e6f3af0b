/** One request on a connection of its own, at little cost for whoever measures: the body comes as it was sent. */
import { type IncomingHttpHeaders, request } from "node:http";

export interface Answer {
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** From the request to the last byte. */
  seconds: number;
}

/** Throws unless the answer is 200. */
export function fetchWhole(
  url: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const outgoing = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const body = Buffer.concat(chunks);
        if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode} ${body}`));
        else resolve({ headers: response.headers, body, seconds: (performance.now() - begin) / 1000 });
      });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}
