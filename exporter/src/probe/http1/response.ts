import { cutOff } from "../reasons.ts";
import { Body, NOTHING } from "./body.ts";
import { Chunked } from "./chunked.ts";
import {
  framingOf,
  type Head,
  headTooLarge,
  invalid,
  keepSeconds,
  MAX_HEAD_BYTES,
  notHttp,
  parseHead,
  persists,
} from "./head.ts";

const BEGINNING = "HTTP/1.";
const BLANK_LINE = "\r\n\r\n";
/** A line that ends without a carriage return: no blank line would ever come. */
const BARE_LINE_FEED = /[^\r]\n/;
const SWITCHING_PROTOCOLS = 101;

export interface Response {
  status: number;
  /** Lower-case names; repeated ones joined by ", ". */
  headers: Record<string, string>;
  bytes: Buffer;
}

/**
 * Reads the answer to one request from the bytes of a connection, as they come (RFC 9112). What two readers could take for
 * different messages is refused: the next answer on the connection would be read from the wrong place.
 */
export class ResponseReader {
  readonly #method: string;
  readonly #onHead: (head: Head) => void;
  readonly #body: Body;
  #held = NOTHING;
  #headBytes = 0;
  #head: Head | undefined;
  #framing: number | Chunked | "close" = "close";
  #begun = false;
  #complete = false;
  #surplus = false;

  /** @param onHead is told each informational head, and the final one */
  constructor(method: string, maxBytes: number, onHead: (head: Head) => void) {
    this.#method = method;
    this.#onHead = onHead;
    this.#body = new Body(maxBytes);
  }

  /** A part of the answer has come. */
  get begun(): boolean {
    return this.#begun;
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** For how many seconds the connection may wait for another request; 0 for one that is of no more use. */
  get keepSeconds(): number {
    const usable = this.#complete && !this.#surplus && this.#framing !== "close";
    return usable && this.#head && persists(this.#head) ? keepSeconds(this.#head) : 0;
  }

  /** @throws UpstreamError, `unexpected_response` */
  push(bytes: Buffer): void {
    this.#begun = true;
    let rest: Buffer | undefined = bytes;
    while (rest && !this.#head) rest = this.#readHead(rest);
    if (rest) this.#readBody(rest);
  }

  /**
   * The other side has said all.
   * @throws UpstreamError, `connect`, when that is not the answer's end
   */
  end(): void {
    if (!this.#head || this.#framing !== "close") throw cutOff();
    this.#complete = true;
  }

  /** Once it is complete. */
  read(): Response {
    const { status, headers } = this.#head as Head;
    return { status, headers, bytes: this.#body.read() };
  }

  #readHead(bytes: Buffer): Buffer | undefined {
    const known = this.#held.length;
    const all = known > 0 ? Buffer.concat([this.#held, bytes]) : bytes;
    const end = all.indexOf(BLANK_LINE, Math.max(0, known - BLANK_LINE.length));
    if (this.#headBytes + (end < 0 ? all.length : end) > MAX_HEAD_BYTES) throw headTooLarge();
    if (end < 0) {
      refuse(all, known);
      // A copy, as what is given may be read into again.
      this.#held = Buffer.from(all);
      return undefined;
    }
    this.#held = NOTHING;
    this.#headBytes += end;
    // As UTF-8: a secret that the upstream repeats is to be known again.
    this.#take(parseHead(all.toString("utf8", 0, end)));
    return all.subarray(end + BLANK_LINE.length);
  }

  #take(head: Head): void {
    this.#onHead(head);
    if (head.status === SWITCHING_PROTOCOLS) throw invalid("another protocol, to which it switches unasked");
    if (head.status < 200 && head.minorVersion === 0) throw invalid("an informational answer in HTTP/1.0");
    if (head.status < 200) return;
    this.#head = head;
    const framing = framingOf(head, this.#method);
    this.#framing = framing === "chunked" ? new Chunked(this.#body) : framing;
  }

  #readBody(bytes: Buffer): void {
    if (this.#framing === "close") this.#body.append(bytes);
    else if (this.#framing instanceof Chunked) this.#finish(this.#framing.push(bytes));
    else {
      const left = this.#framing - this.#body.size;
      this.#body.append(bytes.subarray(0, left));
      if (bytes.length >= left) this.#finish(bytes.subarray(left));
    }
  }

  /** @param rest what came beyond the end; undefined while there is none */
  #finish(rest: Buffer | undefined): void {
    if (!rest) return;
    this.#complete = true;
    this.#surplus = rest.length > 0;
  }
}

/** What can become no head is refused now, and not when the time is up. @param known how many bytes were looked at before */
function refuse(head: Buffer, known: number): void {
  const beginning = head.toString("latin1", 0, BEGINNING.length);
  if (!BEGINNING.startsWith(beginning)) throw notHttp(head.toString("utf8"));
  if (BARE_LINE_FEED.test(head.toString("latin1", Math.max(0, known - 1)))) {
    throw invalid("a line that ends without a carriage return");
  }
}
