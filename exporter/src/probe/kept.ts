import { type Check, checkKey } from "../contract.ts";
import type { Connection } from "./connection.ts";

/**
 * Connections that checks keep open for their next probe. Each closes by itself when it is idle for too long, so one whose
 * check is gone does not stay. No two checks share one: one would measure what the other left behind.
 */
export class Kept {
  readonly #all = new Map<string, Connection>();

  /** Takes one out, so that nobody else has it meanwhile. */
  take(owner: Check, key: string): Connection | undefined {
    const id = idOf(owner, key);
    const found = this.#all.get(id);
    this.#all.delete(id);
    return found;
  }

  put(owner: Check, connection: Connection): void {
    this.take(owner, connection.key)?.close();
    const id = idOf(owner, connection.key);
    this.#all.set(id, connection);
    connection.rest(() => {
      if (this.#all.get(id) === connection) this.#all.delete(id);
    });
  }

  close(): void {
    for (const connection of this.#all.values()) connection.close();
  }
}

const idOf = (owner: Check, key: string): string => `${checkKey(owner)} ${key}`;
