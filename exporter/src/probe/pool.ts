import type { Check } from "../contract.ts";
import { Connection } from "./connection.ts";
import type { Instruments } from "./dial.ts";
import type { Kept } from "./kept.ts";
import { keyOf, type Route } from "./route.ts";

/** The HTTP connections of one attempt: each serves one request at a time, so that a second one finds it open. */
export interface Pool {
  /** @param reuse whether it may come from an earlier probe of the check, and stay for the next one */
  borrow(route: Route, reuse: boolean): Connection;
  /** For one whose answer is complete. */
  giveBack(connection: Connection): void;
}

/** @param owner the check */
export function createPool(owner: Check, kept: Kept, instruments: Instruments): Pool {
  const idle: Connection[] = [];

  function open(route: Route, reuse: boolean): Connection {
    const rested = reuse ? kept.take(owner, keyOf(route)) : undefined;
    rested?.lend(instruments);
    const connection = rested ?? new Connection(route, instruments);
    instruments.onEnd((good) => {
      if (reuse && good && idle.includes(connection) && connection.isOpen) kept.put(owner, connection);
      else connection.close();
    });
    return connection;
  }

  return {
    borrow(route, reuse) {
      instruments.throwIfOver();
      const key = idle.length > 0 ? keyOf(route) : undefined;
      const index = idle.findIndex((connection) => connection.key === key);
      return idle.splice(index, index < 0 ? 0 : 1)[0] ?? open(route, reuse);
    },
    giveBack: (connection) => void idle.push(connection),
  };
}
