import type { Connection } from "./connection.ts";

/** Connections of one check that it keeps open for its next probe. */
export interface Kept {
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
  const all = new Map<string, Connection>();

  const of = (owner: string): Kept => ({
    take(key) {
      const id = `${owner} ${key}`;
      const found = all.get(id);
      all.delete(id);
      return found;
    },
    put(connection) {
      const id = `${owner} ${connection.key}`;
      of(owner).take(connection.key)?.close();
      all.set(id, connection);
      connection.rest(() => {
        if (all.get(id) === connection) all.delete(id);
      });
    },
  });

  return {
    of,
    close() {
      for (const connection of all.values()) connection.close();
    },
  };
}
