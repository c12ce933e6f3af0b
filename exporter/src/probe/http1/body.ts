import { tooLarge } from "../reasons.ts";

/** One for all who hold no bytes yet. */
export const NOTHING = Buffer.alloc(0);

/** Bytes that come piece by piece, however small the pieces are: one object for each would cost more than they weigh. */
export class Body {
  readonly #maxBytes: number;
  #bytes = NOTHING;
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * @param piece is copied
   * @throws UpstreamError, `unexpected_response`, at the first byte too many
   */
  append(piece: Uint8Array): void {
    const size = this.#size + piece.length;
    if (size > this.#maxBytes) throw tooLarge(this.#maxBytes);
    if (size > this.#bytes.length) this.#grow(size);
    this.#bytes.set(piece, this.#size);
    this.#size = size;
  }

  read(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  /** What comes at once is mostly all. What grows is copied a few times only. */
  #grow(size: number): void {
    const larger = Buffer.allocUnsafeSlow(this.#size === 0 ? size : Math.min(2 * size, this.#maxBytes));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}
