import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server on a port of 127.0.0.1 that can stop listening and come back to the same port. */
export interface Listener {
  port: number;
  listen(): Promise<void>;
  /** Resets open connections; from then on new ones are refused. */
  refuse(): Promise<void>;
}

/** Listens on `wanted`, or where the system finds room when that is taken or 0. */
export async function startListener(wanted: number, handler: RequestListener): Promise<Listener> {
  const server = createServer(handler);
  const port = await listen(server, wanted).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE") return listen(server, 0);
    throw error;
  });
  return {
    port,
    listen: async () => {
      if (!server.listening) await listen(server, port);
    },
    refuse: async () => {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
