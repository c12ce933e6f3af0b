import { describe, expect, test } from "@jest/globals";
import { createKeep } from "./keep.ts";

interface Owner {
  name: string;
}

const owners = (count: number): Owner[] =>
  Array.from({ length: count }, (_, index) => ({ name: `${index}` }));

/** A keep, and the names that live in it, one for each time that they were begun and not ended. */
function watched() {
  const living: string[] = [];
  const keep = createKeep<Owner, string>(
    ({ name }) => name,
    ({ name }) => {
      living.push(name);
      return name;
    },
    (name) => void living.splice(living.indexOf(name), 1),
  );
  return { keep, living };
}

describe("what is kept for owners", () => {
  test("stays while the same owner is wanted, and ends with it", async () => {
    const { keep, living } = watched();
    const [first, second, third] = owners(3) as [Owner, Owner, Owner];
    await keep.sync([first, second]);
    await keep.sync([second, third]);
    expect(living).toEqual(["1", "2"]);
    expect([keep.get(first), keep.get(second)]).toEqual([undefined, "1"]);
  });

  test("is replaced name by name, while others have their turn", async () => {
    const { keep, living } = watched();
    await keep.sync(owners(500));
    const seen: string[][] = [];
    let over = false;
    const look = () => {
      seen.push([...living]);
      if (!over) setImmediate(look);
    };
    setImmediate(look);
    await keep.sync(owners(500));
    over = true;
    expect(seen.length).toBeGreaterThan(5);
    for (const names of seen) expect(new Set(names).size).toBe(500);
    for (const names of seen) expect(names).toHaveLength(500);
  });
});
