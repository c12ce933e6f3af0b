import { exposeNumber } from "./exposition.ts";
import { type Loan, takeSheet } from "./sheet.ts";

/** Small enough to be shifted or copied in about a microsecond; what a sheet holds beyond is for numbers to grow. */
const FULL_BYTES = 16 * 1024;
/** By how much more than it needs a page grows that needs more than a sheet of the usual size. */
const ROOM_BYTES = 1024;

/** The consecutive lines of one owner. Rows are numbered from 0 in the order in which they were added. */
export interface Samples {
  value(row: number): number;
  set(row: number, value: number): void;
  add(row: number, amount: number): void;
  /** Takes the lines away. To be called last. */
  end(): void;
}

/**
 * Lines of text, each ending in a number that is changed in place: what stands behind it moves when its width changes,
 * so that the text never needs to be made anew, nor padded (OpenMetrics forbids it). Whoever borrows the text keeps it
 * as it was: a change meanwhile goes to a copy.
 */
export class Page {
  #sheet = takeSheet(0);
  #length = 0;
  #lines = 0;
  /** Of each line: where its line feed stands. The number before it begins behind the last space. */
  #ends = new Uint32Array();
  /** Of each line: the number. */
  #values = new Float64Array();
  readonly #owners: Owner[] = [];
  readonly #whenEmpty: (page: Page) => void;

  /** @param whenEmpty told when the last owner's lines are gone: the page is closed then */
  constructor(whenEmpty: (page: Page) => void) {
    this.#whenEmpty = whenEmpty;
  }

  get full(): boolean {
    return this.#length >= FULL_BYTES;
  }

  /** @param prefixes each line up to its number, with the space between them */
  append(prefixes: readonly string[], value: number): Samples {
    const owner = new Owner(this, this.#lines, prefixes.length);
    const ending = `${exposeNumber(value)}\n`;
    const text = prefixes.join(ending) + ending;
    const bytes = Buffer.byteLength(text);
    this.#reserve(bytes);
    this.#reserveLines(prefixes.length, bytes);
    this.#sheet.bytes.write(text, this.#length);
    this.#values.fill(value, this.#lines, this.#lines + prefixes.length);
    let next = this.#length;
    for (let row = 0; row < prefixes.length; row++) {
      const end = this.#sheet.bytes.indexOf(LINE_FEED, next);
      this.#ends[this.#lines++] = end;
      next = end + 1;
    }
    this.#length = next;
    this.#owners.push(owner);
    return owner;
  }

  remove(owner: Owner): void {
    const index = this.#owners.indexOf(owner);
    const { first, count } = owner;
    const from = first === 0 ? 0 : (this.#ends[first - 1] as number) + 1;
    const to = (this.#ends[first + count - 1] as number) + 1;
    for (const column of [this.#ends, this.#values]) column.copyWithin(first, first + count, this.#lines);
    this.#lines -= count;
    this.#owners.splice(index, 1);
    for (const later of this.#owners.slice(index)) later.first -= count;
    this.#move(to, from, first);
    if (this.#owners.length > 0) return;
    this.close();
    this.#whenEmpty(this);
  }

  value(line: number): number {
    return this.#values[line] as number;
  }

  set(line: number, value: number): void {
    if (Object.is(this.#values[line], value)) return;
    this.#values[line] = value;
    const number = exposeNumber(value);
    const end = this.#ends[line] as number;
    const start = this.#startOf(end);
    const newEnd = start + number.length;
    if (newEnd === end) this.#reserve(0);
    else {
      this.#ends[line] = newEnd;
      this.#move(end, newEnd, line + 1);
    }
    const { bytes } = this.#sheet;
    // Cheaper than to call Buffer.write for so few.
    for (let index = 0; index < number.length; index++) bytes[start + index] = number.charCodeAt(index);
  }

  /** Adds 1, to the digits where they stand: a histogram asks for it a dozen times with each probe. */
  increment(line: number): void {
    const value = this.#values[line] as number;
    let digit = (this.#ends[line] as number) - 1;
    while (this.#sheet.bytes[digit] === NINE) digit--;
    // There is none to carry to, or it is no whole number.
    if (this.#sheet.bytes[digit] === SPACE || !Number.isSafeInteger(value) || value < 0) {
      this.set(line, value + 1);
      return;
    }
    this.#values[line] = value + 1;
    this.#reserve(0);
    const { bytes } = this.#sheet;
    (bytes[digit] as number)++;
    for (let nine = digit + 1; nine < (this.#ends[line] as number); nine++) bytes[nine] = ZERO;
  }

  lend(): Loan {
    return this.#sheet.lend(this.#length);
  }

  /** To be called last. */
  close(): void {
    this.#sheet.retire();
  }

  /** Moves all from byte `from` on to `to`; it begins with the number's end of the line before `line`. */
  #move(from: number, to: number, line: number): void {
    const by = to - from;
    this.#reserve(by);
    this.#sheet.bytes.copyWithin(to, from, this.#length);
    this.#length += by;
    for (let index = line; index < this.#lines; index++) (this.#ends[index] as number) += by;
  }

  /** Where the number begins that ends at byte `end`. */
  #startOf(end: number): number {
    let start = end;
    while (this.#sheet.bytes[start - 1] !== SPACE) start--;
    return start;
  }

  /** Makes room for `more` lines that take so many `bytes`, and for as many of their kind as the page will have. */
  #reserveLines(more: number, bytes: number): void {
    const needed = this.#lines + more;
    if (needed <= this.#ends.length) return;
    const toCome = Math.ceil((more * Math.max(FULL_BYTES - this.#length, 0)) / bytes);
    const [ends, values] = [this.#ends, this.#values];
    this.#ends = new Uint32Array(needed + toCome);
    this.#values = new Float64Array(needed + toCome);
    this.#ends.set(ends);
    this.#values.set(values);
  }

  /** Makes the bytes ours to change, with room for `more` at the end. */
  #reserve(more: number): void {
    const needed = this.#length + more;
    const before = this.#sheet;
    if (!before.lent && needed <= before.bytes.length) return;
    this.#sheet = takeSheet(needed > before.bytes.length ? needed + ROOM_BYTES : this.#length);
    before.bytes.copy(this.#sheet.bytes, 0, 0, this.#length);
    before.retire();
  }
}

const LINE_FEED = 10;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;

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
    if (amount === 1) this.page.increment(this.first + row);
    else this.set(row, this.value(row) + amount);
  }

  end(): void {
    this.page.remove(this);
  }
}
