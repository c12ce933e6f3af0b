import { once } from "node:events";
import { isIP, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect, type TLSSocket } from "node:tls";
import { type Failure, failure, type TlsSettings } from "../../contract.ts";

/** Length 8, then the code 1234 5679. Source: PostgreSQL, Message Formats, SSLRequest. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const FIRST_MESSAGES = "REv";

/** Rows that a probe reads of its query; the server keeps the rest. */
export const MAX_ROWS = 1000;

/** What is not PostgreSQL, or more of it than a probe wants. */
export class Garbled extends Error {}

/** Asks for TLS the way PostgreSQL wants it asked for, and speaks it. Errors of TLS itself are thrown. */
export async function upgradeToTls(
  socket: Duplex,
  host: string,
  settings: TlsSettings,
): Promise<TLSSocket | Failure> {
  socket.write(SSL_REQUEST);
  await once(socket, "readable");
  const answer: Buffer | null = socket.read();
  if (answer === null) return failure("server_error", "the server closed the connection");
  if (answer.toString() === "N") return failure("tls", "the server does not speak TLS");
  // More than the one byte would be what a man in the middle put before the encryption (CVE-2021-23222).
  if (answer.toString() !== "S")
    return failure("unexpected_response", "not a PostgreSQL server: it did not answer SSLRequest");
  const secured = connect({ ...(isIP(host) ? {} : { servername: host }), ...settings, host, socket });
  await once(secured, "secureConnect");
  return secured;
}

type Listener = (bytes: Buffer) => void;

/**
 * Makes an open connection what `pg` expects: something that it may still connect. Its parser trusts the
 * server; here a server that sends garbage, or no end of it, ends the connection and not the process.
 */
export function forPg(socket: Socket, maxBytes: number): Socket {
  let received = 0;
  const guard = (listener: Listener) => (bytes: Buffer) => {
    if (received === 0 && !FIRST_MESSAGES.includes(String.fromCharCode(bytes[0] as number))) {
      socket.destroy(
        new Garbled(`not a PostgreSQL server: it sent ${JSON.stringify(bytes.toString("utf8", 0, 60))}`),
      );
      return;
    }
    received += bytes.length;
    if (received > maxBytes) {
      socket.destroy(new Garbled(`the server sent more than ${maxBytes} bytes`));
      return;
    }
    try {
      listener(bytes);
    } catch {
      socket.destroy(new Garbled("the server broke PostgreSQL's protocol"));
    }
  };
  const listen = socket.on.bind(socket) as (event: string, listener: Listener) => Socket;
  socket.on = ((event: string, listener: Listener) =>
    listen(event, event === "data" ? guard(listener) : listener)) as Socket["on"];
  socket.connect = () => {
    queueMicrotask(() => socket.emit("connect"));
    return socket;
  };
  return socket;
}
