import type { Change } from "../contract.ts";

/** What was begun for each owner, kept until the owner goes. */
export interface Keep<Owner, Kept> {
  get(owner: Owner): Kept | undefined;
  entries(): Iterable<[Owner, Kept]>;
  replace(change: Change<Owner>): void;
}

export function createKeep<Owner, Kept>(
  begin: (owner: Owner) => Kept,
  end: (kept: Kept) => void,
): Keep<Owner, Kept> {
  const kept = new Map<Owner, Kept>();
  return {
    get: (owner) => kept.get(owner),
    entries: () => kept,
    replace({ before, after }) {
      const gone = before && kept.get(before);
      if (gone) end(gone);
      if (before) kept.delete(before);
      if (after) kept.set(after, begin(after));
    },
  };
}
