import { type Body, NOTHING } from "./body.ts";
import { invalid, MAX_HEAD_BYTES, parseField } from "./head.ts";

const LF = 0x0a;

/** The lines between the data (RFC 9112, 7.1), without their line feed. What a size says beyond itself nobody needs. */
const LINES = {
  size: /^([0-9a-f]{1,12})(?:;[\x21-\x7e][\t\x20-\x7e\x80-\xff]*)?\r$/i,
  gap: /^\r$/,
  trailer: /\r$/,
};
type Line = keyof typeof LINES;
/** How they may begin: what can become none of them is refused now, and not when the time is up. */
const BEGINNINGS: Record<Line, RegExp> = {
  size: /^(?:[0-9a-f]{1,12}(?:;.*)?\r?)?$/i,
  gap: /^\r?$/,
  trailer: /^/,
};

/** RFC 9110, 6.5.1. */
const FRAMING = new Set(["content-length", "transfer-encoding"]);

/** Reads a body that comes in chunks. */
export class Chunked {
  readonly #body: Body;
  #expected: Line | "data" | "nothing" = "size";
  #left = 0;
  #held = NOTHING;
  /** Bytes of lines: each line costs as much time as a kilobyte of data. */
  #overhead = 0;

  constructor(body: Body) {
    this.#body = body;
  }

  /** @returns what came beyond the end; undefined while the body is not complete */
  push(bytes: Buffer): Buffer | undefined {
    let rest: Buffer | undefined = this.#held.length > 0 ? Buffer.concat([this.#held, bytes]) : bytes;
    this.#held = NOTHING;
    while (rest && this.#expected !== "nothing") {
      rest = this.#expected === "data" ? this.#readData(rest) : this.#readLine(rest, this.#expected);
    }
    return rest;
  }

  #readData(bytes: Buffer): Buffer | undefined {
    const data = bytes.subarray(0, this.#left);
    this.#body.append(data);
    this.#left -= data.length;
    if (this.#left > 0) return undefined;
    this.#expected = "gap";
    return bytes.subarray(data.length);
  }

  #readLine(bytes: Buffer, expected: Line): Buffer | undefined {
    const end = bytes.indexOf(LF);
    const line = bytes.toString("latin1", 0, end < 0 ? bytes.length : end);
    const found = (end < 0 ? BEGINNINGS : LINES)[expected].exec(line);
    if (!found || line.length > MAX_HEAD_BYTES) throw invalid("the chunks of its body");
    if (end < 0) {
      // A copy, as what is given may be read into again.
      this.#held = Buffer.from(bytes);
      return undefined;
    }
    this.#overhead += line.length;
    if (this.#overhead > MAX_HEAD_BYTES + this.#body.size) throw invalid("chunks that carry next to nothing");
    if (expected === "gap") this.#expected = "size";
    else if (expected === "size") this.#begin(Number.parseInt(found[1] ?? "", 16));
    else this.#readTrailer(line.slice(0, -1));
    return bytes.subarray(end + 1);
  }

  #begin(size: number): void {
    this.#left = size;
    this.#expected = size > 0 ? "data" : "trailer";
  }

  #readTrailer(line: string): void {
    if (line === "") {
      this.#expected = "nothing";
      return;
    }
    if (FRAMING.has(parseField(line).name)) throw invalid("a trailer that speaks of where the body ends");
  }
}
