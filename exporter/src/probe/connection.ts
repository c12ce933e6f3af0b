import type { Socket } from "node:net";
import type { Instant } from "../contract.ts";
import { dial, type Instruments, type Target } from "./dial.ts";
import { type Request, serialize } from "./http1/request.ts";
import type { ResponseReader } from "./http1/response.ts";
import { classify, cutOff, UpstreamError } from "./reasons.ts";
import { keyOf, type Route, targetOf } from "./route.ts";

interface Asking {
  reader: ResponseReader;
  resolve: () => void;
  reject: (error: Error) => void;
}

const CLOSED = new UpstreamError("connect", "the connection was closed, as its probe is over");

/** RFC 9110, 9.2.2. */
const IDEMPOTENT = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);

const nothing = () => {};

/** HTTP/1.1 to one origin, one request after the other. The first dials, and each that finds the connection closed. */
export class Connection {
  readonly key: string;
  readonly #target: Target;
  #borrower: Instruments;
  #socket: Socket | undefined;
  #expiry: Instant | undefined;
  #asking: Asking | undefined;
  #keepSeconds = 0;
  #endRest = nothing;
  #closed = false;

  /** @param borrower whose the dialling is */
  constructor(route: Route, borrower: Instruments) {
    this.key = keyOf(route);
    this.#target = { ...targetOf(route.url, route.tls), socketPath: route.socketPath };
    this.#borrower = borrower;
  }

  get isOpen(): boolean {
    return this.#socket !== undefined && !this.#socket.destroyed;
  }

  /**
   * Resolves when `reader` has the whole answer. A server may close an idle connection at the very moment in which we use
   * it: that is nobody's failure, and what may be sent twice is sent again on a fresh one.
   * @param onSent is called just before the request is sent
   * @throws Error of the network, of what cannot be sent, of what the reader refuses, or after `close`
   */
  async ask(request: Request, reader: ResponseReader, onSent: () => void): Promise<void> {
    const bytes = serialize(request);
    const mayBeStale = this.isOpen && IDEMPOTENT.has(request.method);
    try {
      await this.#send(bytes, reader, onSent);
    } catch (error) {
      if (!mayBeStale || reader.begun || classify(error)?.reason !== "connect") throw error;
      this.#borrower.trace("kept connection closed, asking again");
      await this.#send(bytes, reader, onSent);
    }
  }

  /** Stays open, and holds no process, until it is lent again, or gone: closed by the other side, or idle for too long. */
  rest(onGone: () => void): void {
    const gone = () => {
      this.#endRest();
      this.close();
      onGone();
    };
    const timer = setTimeout(gone, this.#keepSeconds * 1000).unref();
    this.#socket?.unref().once("close", gone);
    this.#endRest = () => {
      clearTimeout(timer);
      this.#socket?.ref().off("close", gone);
    };
  }

  /** Ends its rest: its dialling is the borrower's from now on. */
  lend(borrower: Instruments): void {
    this.#endRest();
    this.#borrower = borrower;
    if (this.#expiry !== undefined) borrower.sawCertificate(this.#expiry);
  }

  /** Hangs up, even while it is being dialled, and serves no more. */
  close(): void {
    this.#closed = true;
    this.#socket?.destroy();
  }

  async #send(bytes: Uint8Array | string, reader: ResponseReader, onSent: () => void): Promise<void> {
    const socket = this.#socket && this.isOpen ? this.#socket : await this.#dial();
    // Its end may have come before ours to hear of it.
    if (socket.destroyed) throw cutOff();
    onSent();
    await new Promise<void>((resolve, reject) => {
      this.#asking = { reader, resolve, reject };
      socket.write(bytes, "latin1");
    });
  }

  async #dial(): Promise<Socket> {
    const { throwIfOver } = this.#borrower;
    throwIfOver();
    if (this.#closed) throw CLOSED;
    const sawCertificate = (seen: Instant) => {
      this.#expiry = seen;
      this.#borrower.sawCertificate(seen);
    };
    const socket = await dial(this.#target, { ...this.#borrower, sawCertificate }, (dialled) => {
      this.#socket = dialled;
    });
    socket.on("data", (bytes: Buffer) => this.#receive(bytes));
    socket.on("end", () => this.#settle((reader) => reader.end()));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail());
    return socket;
  }

  #receive(bytes: Buffer): void {
    // Nobody asked: whatever follows would pass for the next answer.
    if (!this.#asking) this.#socket?.destroy();
    this.#settle((reader) => reader.push(bytes));
  }

  #settle(read: (reader: ResponseReader) => void): void {
    if (!this.#asking) return;
    const { reader, resolve } = this.#asking;
    try {
      read(reader);
    } catch (error) {
      this.#fail(error as Error);
      this.#socket?.destroy();
      return;
    }
    if (!reader.complete) return;
    this.#asking = undefined;
    this.#keepSeconds = reader.keepSeconds;
    // An answer that came before all was sent: the rest would go before the next request.
    const usable = this.#keepSeconds > 0 && this.#socket?.writableLength === 0;
    if (!usable) this.#socket?.destroy();
    resolve();
  }

  #fail(error?: Error): void {
    const asking = this.#asking;
    this.#asking = undefined;
    asking?.reject(error ?? (this.#closed ? CLOSED : cutOff()));
  }
}
