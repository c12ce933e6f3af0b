import { setImmediate } from "node:timers/promises";

/** What was begun for each owner, kept for as long as the same owner is wanted. */
export interface Keep<Owner, Kept> {
  get(owner: Owner): Kept | undefined;
  entries(): Iterable<[Owner, Kept]>;
  /**
   * Begins what is new and ends what is no longer wanted; touches nothing else. An owner that takes the place of another
   * of its name does so at once. Lets others have their turn every few milliseconds; calls must not overlap.
   */
  sync(wanted: readonly Owner[]): Promise<void>;
}

/** Owners to begin or end in one piece: a millisecond or two. */
const SLICE = 32;

export function createKeep<Owner, Kept>(
  nameOf: (owner: Owner) => string,
  begin: (owner: Owner) => Kept,
  end: (kept: Kept) => void,
): Keep<Owner, Kept> {
  const kept = new Map<Owner, Kept>();
  const owners = new Map<string, Owner>();

  function drop(name: string): void {
    const owner = owners.get(name);
    const gone = owner === undefined ? undefined : kept.get(owner);
    if (owner === undefined || gone === undefined) return;
    end(gone);
    kept.delete(owner);
    owners.delete(name);
  }

  return {
    get: (owner) => kept.get(owner),
    entries: () => kept,
    async sync(wanted) {
      const names = new Set(wanted.map(nameOf));
      const gone = [...owners.keys()].filter((name) => !names.has(name));
      const fresh = wanted.filter((owner) => !kept.has(owner));
      await inSlices(gone, drop);
      await inSlices(fresh, (owner) => {
        const name = nameOf(owner);
        drop(name);
        kept.set(owner, begin(owner));
        owners.set(name, owner);
      });
    },
  };
}

async function inSlices<Item>(items: readonly Item[], each: (item: Item) => void): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % SLICE === 0) await setImmediate();
    each(item);
  }
}
