/** What was begun for each owner, kept for as long as the same owner is wanted. */
export interface Keep<Key, Owner, Kept> {
  get(key: Key): Kept | undefined;
  entries(): Iterable<[Key, Kept]>;
  /** Begins what is new and ends what is no longer wanted; touches nothing else. */
  sync(wanted: ReadonlyMap<Key, Owner>): void;
}

export function createKeep<Key, Owner, Kept>(
  begin: (owner: Owner) => Kept,
  end: (kept: Kept) => void,
): Keep<Key, Owner, Kept> {
  const kept = new Map<Key, Kept>();
  return {
    get: (key) => kept.get(key),
    entries: () => kept,
    sync(wanted) {
      for (const [key, gone] of kept) {
        if (wanted.has(key)) continue;
        end(gone);
        kept.delete(key);
      }
      for (const [key, owner] of wanted) if (!kept.has(key)) kept.set(key, begin(owner));
    },
  };
}
