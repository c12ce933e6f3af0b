import type { Socket } from "node:net";
import { type buildConnector, Client } from "undici";
import type { Instant, TlsSettings } from "../contract.ts";
import { dial, type Instruments, type Target } from "./dial.ts";
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
  client: Client;
  isOpen(): boolean;
  /** Says whose the dialling is from now on. */
  lend(borrower: Instruments): void;
  /** Closes it, even while it is being dialled. */
  close(): void;
}

/** An idle connection is kept this long; less, when its server says that it keeps it less long. */
const IDLE_MS = 600_000;

/** Made once: without a reason of ours undici makes one, with a stack trace, for each connection that ends. */
const CLOSED = new UpstreamError("connect", "the connection was closed, as its probe is over");

/** For all HTTP that is spoken here: the deadline of the probe is the only one. */
export const HTTP_OPTIONS = { allowH2: false, headersTimeout: 0, bodyTimeout: 0 } as const;

export const DEFAULT_HEADERS = {
  "user-agent": "integration_exporter",
  // An answer that comes compressed costs time that is not the upstream's, and may hide a bomb.
  "accept-encoding": "identity",
};

export const keyOf = ({ origin, tls, socketPath }: Route): string =>
  tls || socketPath ? JSON.stringify([origin, socketPath, tls]) : origin;

export function createConnection(route: Route): Connection {
  let borrower: Instruments;
  let socket: Socket | undefined;
  let expiry: Instant | undefined;
  const isOpen = () => socket !== undefined && !socket.destroyed;
  const sawCertificate = (seen: Instant) => {
    expiry = seen;
    borrower.sawCertificate(seen);
  };
  const hold = (dialled: Socket) => {
    socket = dialled;
  };
  const connect = connector(route, (target) => dial(target, { ...borrower, sawCertificate }, hold));
  const client = new Client(route.origin, { ...HTTP_OPTIONS, keepAliveTimeout: IDLE_MS, connect });
  return {
    key: keyOf(route),
    client,
    isOpen,
    lend(to) {
      borrower = to;
      if (isOpen() && expiry !== undefined) to.sawCertificate(expiry);
    },
    close: () => void socket?.destroy(CLOSED),
  };
}

/** undici's connector over our dialler. */
export const connector =
  (
    { tls, socketPath }: Omit<Route, "origin">,
    open: (target: Target) => Promise<Socket>,
  ): buildConnector.connector =>
  ({ hostname, port, protocol }, callback) => {
    const secure = protocol === "https:";
    open({
      host: hostname,
      port: Number(port) || (secure ? 443 : 80),
      socketPath,
      ...(secure ? { tls: { ALPNProtocols: ["http/1.1"], ...tls } } : {}),
    }).then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  };
