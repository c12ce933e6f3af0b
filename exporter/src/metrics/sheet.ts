/** Text that stays as it is until it is given back, which may be done twice. */
export interface Loan {
  readonly bytes: Uint8Array;
  giveBack(): void;
}

/** A loan of what never changes. */
export const lasting = (bytes: Uint8Array): Loan => ({ bytes, giveBack() {} });

const SHEET_BYTES = 20 * 1024;

const spare: Sheet[] = [];

/**
 * The bytes of a page. What a page left because it was lent is for another page once the last borrower gave it back:
 * each scrape would leave tens of megabytes behind, which only a full garbage collection frees.
 */
class Sheet {
  readonly bytes: Buffer;
  #loans = 0;
  #retired = false;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow(size);
  }

  get lent(): boolean {
    return this.#loans > 0;
  }

  lend(length: number): Loan {
    this.#loans += 1;
    let open = true;
    return {
      bytes: this.bytes.subarray(0, length),
      giveBack: () => {
        if (!open) return;
        open = false;
        this.#loans -= 1;
        this.#spare();
      },
    };
  }

  /** Its page needs it no more. */
  retire(): void {
    this.#retired = true;
    this.#spare();
  }

  renew(): void {
    this.#retired = false;
  }

  #spare(): void {
    if (this.#retired && !this.lent && this.bytes.length === SHEET_BYTES) spare.push(this);
  }
}

/** A sheet of at least `bytes`. */
export function takeSheet(bytes: number): Sheet {
  const used = bytes <= SHEET_BYTES ? spare.pop() : undefined;
  used?.renew();
  return used ?? new Sheet(Math.max(bytes, SHEET_BYTES));
}
