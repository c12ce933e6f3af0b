import type { Connection } from "./connection.ts";

/** Connections that one check keeps open for its next probe. */
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
  const all = new Map<string, { connection: Connection; forget: () => void }>();

  const of = (owner: string): Kept => ({
    take(key) {
      const id = `${owner} ${key}`;
      const found = all.get(id);
      all.delete(id);
      if (found) found.connection.client.off("disconnect", found.forget);
      return found?.connection;
    },
    put(connection) {
      const id = `${owner} ${connection.key}`;
      of(owner).take(connection.key)?.close();
      const forget = () => void all.delete(id);
      connection.client.once("disconnect", forget);
      all.set(id, { connection, forget });
    },
  });

  return {
    of,
    close() {
      for (const { connection } of all.values()) connection.close();
    },
  };
}
