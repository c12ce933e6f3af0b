import type { Clock, Instant, Memory } from "../contract.ts";

const MAX_ENTRIES = 10_000;

/** What outlives one probe. Bounded: the entry written longest ago gives way, and is fetched anew when needed. */
export function createMemory(clock: Clock): Memory {
  const entries = new Map<string, { value: unknown; expires: Instant }>();
  return {
    get<T>(key: string) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (entry.expires > clock.now()) return entry.value as T;
      entries.delete(key);
      return undefined;
    },
    set(key, value, expires = Number.POSITIVE_INFINITY) {
      entries.delete(key);
      entries.set(key, { value, expires });
      const oldest = entries.keys().next();
      if (entries.size > MAX_ENTRIES && !oldest.done) entries.delete(oldest.value);
    },
    delete(key) {
      entries.delete(key);
    },
  };
}
