/** Numbers in order, kept so as they come and go: a quantile is then a look, and a change a move of some bytes. */
export class Ranking {
  readonly #ordered: number[] = [];

  get size(): number {
    return this.#ordered.length;
  }

  add(value: number): void {
    this.#ordered.splice(this.#place(value), 0, value);
  }

  /** @param value one that was added */
  remove(value: number): void {
    this.#ordered.splice(this.#place(value), 1);
  }

  /** The smallest that `share` (above 0, to 1) of all stay within (nearest rank); NaN when there is none. */
  quantile(share: number): number {
    return this.#ordered[Math.ceil(this.size * share) - 1] ?? Number.NaN;
  }

  /** How many are smaller. */
  #place(value: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ordered[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
