/** Numbers in order, kept so as they come and go: a quantile is then a look, and a change a move of some bytes. */
export class Ranking {
  readonly #ordered: Float32Array;
  #size = 0;

  /** @param ordered room for as many as there will be at once; theirs alone */
  constructor(ordered: Float32Array) {
    this.#ordered = ordered;
  }

  get size(): number {
    return this.#size;
  }

  add(value: number): void {
    const place = this.#place(Math.fround(value));
    this.#ordered.copyWithin(place + 1, place, this.#size);
    this.#ordered[place] = value;
    this.#size++;
  }

  /** @param value one that was added */
  remove(value: number): void {
    const place = this.#place(Math.fround(value));
    this.#ordered.copyWithin(place, place + 1, this.#size);
    this.#size--;
  }

  /** The smallest that `share` (above 0, to 1) of all stay within (nearest rank); NaN when there is none. */
  quantile(share: number): number {
    return this.#size === 0 ? Number.NaN : (this.#ordered[Math.ceil(this.#size * share) - 1] as number);
  }

  /** How many are smaller. */
  #place(value: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ordered[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
