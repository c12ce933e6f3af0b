/** A service that needs another one, as the product needs its database: it answers while that one does. */
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";

export interface Dependant {
  url: string;
  stop(): Promise<void>;
}

/** Answers as `origin` does, and 503 while nobody answers at `needs`; both are URLs. */
export async function startDependant(needs: string, origin: string): Promise<Dependant> {
  const server = createServer(async (incoming, response) => {
    if (!(await answers(needs))) return response.writeHead(503).end("what I need does not answer");
    const { method, headers, url = "/" } = incoming;
    const outgoing = request(new URL(url, origin), { method, headers });
    outgoing.once("response", (answer) => {
      response.writeHead(answer.statusCode as number, answer.headers);
      pipeline(answer, response).catch(() => response.destroy());
    });
    pipeline(incoming, outgoing).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Whatever the answer is. */
const answers = (url: string): Promise<boolean> =>
  fetch(url, { headers: { connection: "close" } }).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );
