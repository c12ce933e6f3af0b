import type { Socket } from "node:net";
import { type buildConnector, Client } from "undici";
import { UpstreamError } from "./reasons.ts";

/** HTTP/1.1 over a socket that its holder dials. */
export interface Line {
  readonly client: Client;
  /** For the next to hold it, once its socket is gone; which is its holder's to close. */
  giveBack(): void;
}

export interface Lines {
  /** @param dial is asked at the first request, and at each that finds the socket closed */
  take(dial: () => Promise<Socket>): Line;
}

/** An idle connection is kept this long; less, when its server says that it keeps it less long. */
const IDLE_MS = 600_000;

/** For all HTTP that is spoken here: the deadline of the probe is the only one. */
export const HTTP_OPTIONS = { allowH2: false, headersTimeout: 0, bodyTimeout: 0 } as const;

/** Whoever dials knows where to. */
const ANY_ORIGIN = "http://localhost";

/**
 * undici's clients, used again: making one is dear, and V8 allocates the closures that a client assigns to its own
 * properties in old space, where they keep all of its connection alive until the next full collection.
 */
export function createLines(): Lines {
  const free: ReusedLine[] = [];
  return {
    take(dial) {
      const line = free.pop() ?? new ReusedLine((done) => void free.push(done));
      line.begin(dial);
      return line;
    },
  };
}

const NOBODY = () => Promise.reject(new UpstreamError("connect", "the probe is over"));

class ReusedLine implements Line {
  readonly client: Client;
  readonly #onFree: (line: ReusedLine) => void;
  #dial: () => Promise<Socket> = NOBODY;
  /** From the start of dialling until the socket is gone. */
  #connected = false;

  constructor(onFree: (line: ReusedLine) => void) {
    this.#onFree = onFree;
    this.client = new Client(ANY_ORIGIN, {
      ...HTTP_OPTIONS,
      keepAliveTimeout: IDLE_MS,
      connect: (_, callback) => this.#connect(callback),
    });
    this.client.on("disconnect", () => this.#disconnected());
    this.client.on("connectionError", () => this.#disconnected());
  }

  begin(dial: () => Promise<Socket>): void {
    this.#dial = dial;
  }

  giveBack(): void {
    this.#dial = NOBODY;
    if (!this.#connected) this.#onFree(this);
  }

  #disconnected(): void {
    this.#connected = false;
    if (this.#dial === NOBODY) this.#onFree(this);
  }

  #connect(callback: buildConnector.Callback): void {
    this.#connected = true;
    this.#dial().then(
      (socket) => callback(null, socket),
      (error: Error) => callback(error, null),
    );
  }
}
