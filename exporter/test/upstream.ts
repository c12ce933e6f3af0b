/** Upstreams on 127.0.0.1 for tests: one that answers as told, and the ways in which a bad one behaves. */
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";

export interface Upstream {
  port: number;
  /** With the address in place of a host name, and no slash at its end. */
  url: string;
  /** Bytes written to clients so far. */
  written(): number;
  /** Connections that are open. */
  connections(): number;
  close(): Promise<void>;
}

interface Certificate {
  cert: string;
  key: string;
}

/** Speaks HTTP, or HTTPS when it has a certificate. */
export const startUpstream = (answer: RequestListener, certificate?: Certificate): Promise<Upstream> =>
  listen(
    certificate ? createHttpsServer(certificate, answer) : createHttpServer(answer),
    certificate ? "https" : "http",
  );

/** Speaks whatever `talk` writes. */
export const startListener = (
  talk: (socket: Socket) => void,
  certificate?: Certificate,
): Promise<Upstream> => {
  const greet = (socket: Socket) => {
    socket.on("error", () => {});
    talk(socket);
  };
  return listen(certificate ? createTlsServer(certificate, greet) : createTcpServer(greet), "tcp");
};

async function listen(server: Server, scheme: string): Promise<Upstream> {
  const sockets = new Set<Socket>();
  let written = 0;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      written += socket.bytesWritten;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    written: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, written),
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const CHUNK = Buffer.alloc(64 * 1024, "x");

/** What a bad upstream does to a request. */
export const FAULTS = {
  waitBeforeHeaders: () => {},
  waitInBody: (_request, response) => {
    response.writeHead(200, { "content-length": 100 }).write("some");
  },
  /** Slowloris: never done, and never silent. */
  dripHeaders: ({ socket }) => {
    socket.write("HTTP/1.1 200 OK\r\nx-long: ");
    const timer = setInterval(() => socket.write("y"), 5);
    socket.on("close", () => clearInterval(timer));
  },
  endless: (_request, response) => {
    response.writeHead(200);
    const pump = () => {
      while (!response.destroyed && response.write(CHUNK));
    };
    response.on("drain", pump);
    pump();
  },
  garbage: ({ socket }) => {
    socket.end("\x00\x01 this is no HTTP \xff\r\n\r\n");
  },
  resetInBody: (_request, response) => {
    response
      .writeHead(200, { "content-length": 100 })
      .write("some", () => response.socket?.resetAndDestroy());
  },
  closeInBody: (_request, response) => {
    response.writeHead(200, { "content-length": 100 }).write("some", () => response.socket?.end());
  },
  close: ({ socket }) => {
    socket.destroy();
  },
  redirectForEver: (_request, response) => {
    response.writeHead(302, { location: "/again" }).end();
  },
  thousandsOfHeaders: (_request, response) => {
    for (let index = 0; index < 5000; index++) response.setHeader(`x-${index}`, "1");
    response.end();
  },
} satisfies Record<string, RequestListener>;
