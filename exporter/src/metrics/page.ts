import { exposeNumber } from "./exposition.ts";

/** Small enough to be shifted or copied in about a microsecond. */
const PAGE_BYTES = 16 * 1024;
/** What the numbers of a page may grow by before it moves to a larger place. */
const ROOM_BYTES = 1024;

/** The consecutive lines of one owner. Rows are numbered from 0 in the order in which they were added. */
export interface Samples {
  readonly page: Page;
  value(row: number): number;
  set(row: number, value: number): void;
  add(row: number, amount: number): void;
}

/**
 * Lines of text, each ending in a number that is changed in place: what stands behind it moves when its width changes,
 * so that the text never needs to be made anew, nor padded (OpenMetrics forbids it). Whoever borrowed the bytes keeps
 * them as they were: the first change after that goes to a copy.
 */
export class Page {
  #bytes = Buffer.allocUnsafeSlow(PAGE_BYTES + ROOM_BYTES);
  #length = 0;
  #lent = false;
  /** Of each line: where its number begins, where its line feed stands, and the number. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #values: number[] = [];
  readonly #owners: Owner[] = [];

  get full(): boolean {
    return this.#length >= PAGE_BYTES;
  }

  get empty(): boolean {
    return this.#owners.length === 0;
  }

  /** @param prefixes each line up to its number, with the space between them */
  append(prefixes: readonly string[], value: number): Samples {
    const owner = new Owner(this, this.#values.length, prefixes.length);
    const number = exposeNumber(value);
    for (const prefix of prefixes) {
      this.#reserve(3 * prefix.length + number.length + 1);
      const start = this.#length + this.#bytes.write(prefix, this.#length);
      const end = start + this.#bytes.write(number, start, "latin1");
      this.#bytes[end] = LINE_FEED;
      this.#length = end + 1;
      this.#starts.push(start);
      this.#ends.push(end);
      this.#values.push(value);
    }
    this.#owners.push(owner);
    return owner;
  }

  remove(samples: Samples): void {
    const index = this.#owners.indexOf(samples as Owner);
    const { first, count } = this.#owners[index] as Owner;
    const from = first === 0 ? 0 : (this.#ends[first - 1] as number) + 1;
    const to = (this.#ends[first + count - 1] as number) + 1;
    for (const column of [this.#starts, this.#ends, this.#values]) column.splice(first, count);
    this.#owners.splice(index, 1);
    for (const later of this.#owners.slice(index)) later.first -= count;
    this.#move(to, from, first);
  }

  value(line: number): number {
    return this.#values[line] as number;
  }

  set(line: number, value: number): void {
    if (Object.is(this.#values[line], value)) return;
    this.#values[line] = value;
    const number = exposeNumber(value);
    const start = this.#starts[line] as number;
    const end = this.#ends[line] as number;
    const newEnd = start + number.length;
    if (newEnd === end) this.#reserve(0);
    else {
      this.#ends[line] = newEnd;
      this.#move(end, newEnd, line + 1);
    }
    this.#bytes.write(number, start, "latin1");
  }

  /** The text as it is now and stays for the borrower. */
  lend(): Buffer {
    this.#lent = true;
    return this.#bytes.subarray(0, this.#length);
  }

  /** Moves all from byte `from` on to `to`; it begins with the number's end of the line before `line`. */
  #move(from: number, to: number, line: number): void {
    const by = to - from;
    this.#reserve(by);
    this.#bytes.copyWithin(to, from, this.#length);
    this.#length += by;
    for (let index = line; index < this.#values.length; index++) {
      (this.#starts[index] as number) += by;
      (this.#ends[index] as number) += by;
    }
  }

  /** Makes the bytes ours to change, with room for `more` at the end. */
  #reserve(more: number): void {
    const needed = this.#length + more;
    if (!this.#lent && needed <= this.#bytes.length) return;
    const bytes = Buffer.allocUnsafeSlow(Math.max(needed, this.#length) + ROOM_BYTES);
    this.#bytes.copy(bytes, 0, 0, this.#length);
    this.#bytes = bytes;
    this.#lent = false;
  }
}

const LINE_FEED = 10;

class Owner implements Samples {
  readonly page: Page;
  first: number;
  readonly count: number;

  constructor(page: Page, first: number, count: number) {
    this.page = page;
    this.first = first;
    this.count = count;
  }

  value(row: number): number {
    return this.page.value(this.first + row);
  }

  set(row: number, value: number): void {
    this.page.set(this.first + row, value);
  }

  add(row: number, amount: number): void {
    this.set(row, this.value(row) + amount);
  }
}
