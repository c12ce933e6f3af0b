import type { Socket } from "node:net";
import type { buildConnector, Dispatcher } from "undici";
import type { Instant, TlsSettings } from "../contract.ts";
import { dial, type Instruments, type Target } from "./dial.ts";
import type { Lines } from "./lines.ts";
import { UpstreamError } from "./reasons.ts";

/** Where a connection leads. */
export interface Route {
  /** Scheme, host and port. */
  origin: string;
  tls?: TlsSettings | undefined;
  socketPath?: string | undefined;
}

/** HTTP/1.1 to one origin. The first request dials, and each that finds the connection closed. */
export interface Connection {
  /** The same for all connections that lead to one place in one way. */
  key: string;
  /** @throws Error after `close` */
  dispatch: Dispatcher["dispatch"];
  isOpen(): boolean;
  /** Says whose the dialling is from now on. */
  lend(borrower: Instruments): void;
  /** Tells when the other side closes it. Call what it returns to hear no more. */
  onDisconnect(listener: () => void): () => void;
  /** Hangs up; the next request dials anew. */
  disconnect(): void;
  /** Hangs up, even while it is being dialled, and serves no more. */
  close(): void;
}

/** Made once: without a reason of ours undici makes one, with a stack trace, for each connection that ends. */
const CLOSED = new UpstreamError("connect", "the connection was closed, as its probe is over");

export const DEFAULT_HEADERS = {
  "user-agent": "integration_exporter",
  // An answer that comes compressed costs time that is not the upstream's, and may hide a bomb.
  "accept-encoding": "identity",
};

export const keyOf = ({ origin, tls, socketPath }: Route): string =>
  tls || socketPath ? JSON.stringify([origin, socketPath, tls]) : origin;

export function createConnection(route: Route, lines: Lines): Connection {
  const target = { ...targetOf(new URL(route.origin), route.tls), socketPath: route.socketPath };
  let borrower: Instruments;
  let socket: Socket | undefined;
  let expiry: Instant | undefined;
  let closed = false;
  const isOpen = () => socket !== undefined && !socket.destroyed;
  const sawCertificate = (seen: Instant) => {
    expiry = seen;
    borrower.sawCertificate(seen);
  };
  const disconnect = () => void socket?.destroy(CLOSED);
  const hold = (dialled: Socket) => {
    socket = dialled;
  };
  const line = lines.take(() => dial(target, { ...borrower, sawCertificate }, hold));
  return {
    key: keyOf(route),
    dispatch(request, handler) {
      if (closed) {
        borrower.throwIfOver();
        // Its line is another's by now: the attempt is about to be over.
        throw CLOSED;
      }
      return line.client.dispatch(request, handler);
    },
    isOpen,
    lend(to) {
      borrower = to;
      if (isOpen() && expiry !== undefined) to.sawCertificate(expiry);
    },
    onDisconnect(listener) {
      line.client.once("disconnect", listener);
      return () => line.client.off("disconnect", listener);
    },
    disconnect,
    close() {
      if (closed) return;
      closed = true;
      disconnect();
      line.giveBack();
    },
  };
}

/** undici's connector over our dialler. */
export const connector =
  (open: (target: Target) => Promise<Socket>): buildConnector.connector =>
  (options, callback) => {
    open(targetOf(options)).then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };

function targetOf(
  { protocol, hostname, port }: Pick<URL, "protocol" | "hostname" | "port">,
  tls?: TlsSettings,
) {
  const secure = protocol === "https:";
  return {
    // An IPv6 address without its brackets.
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(port) || (secure ? 443 : 80),
    ...(secure ? { tls: { ALPNProtocols: ["http/1.1"], ...tls } } : {}),
  };
}
