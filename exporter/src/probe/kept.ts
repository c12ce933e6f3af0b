import { type Connection, createConnection, type Route } from "./connection.ts";
import { createLines } from "./lines.ts";

/** Connections of one check, some of which it keeps open for its next probe. */
export interface Kept {
  open(route: Route): Connection;
  /** Takes one out, so that nobody else has it meanwhile. */
  take(key: string): Connection | undefined;
  put(connection: Connection): void;
}

export interface KeptConnections {
  /** @param owner no two checks share a connection: one would measure what the other left behind */
  of(owner: string): Kept;
  close(): void;
}

/** Those of all checks. Each closes by itself when it is idle for too long, so one whose check is gone does not stay. */
export function createKept(): KeptConnections {
  const all = new Map<string, { connection: Connection; hearNoMore: () => void }>();

  const lines = createLines();

  const of = (owner: string): Kept => ({
    open: (route) => createConnection(route, lines),
    take(key) {
      const id = `${owner} ${key}`;
      const found = all.get(id);
      all.delete(id);
      found?.hearNoMore();
      return found?.connection;
    },
    put(connection) {
      const id = `${owner} ${connection.key}`;
      of(owner).take(connection.key)?.close();
      const hearNoMore = connection.onDisconnect(() => {
        all.delete(id);
        connection.close();
      });
      all.set(id, { connection, hearNoMore });
    },
  });

  return {
    of,
    close() {
      for (const { connection } of all.values()) connection.close();
    },
  };
}
