import { describe, expect, test } from "@jest/globals";
import { sharing } from "./sharing.ts";

const tree = () => ({
  id: "a",
  pace: { every: 30, spans: [1, 2] },
  tags: [] as string[],
  site: { url: "u" },
});

describe("a fresh tree beside a known one", () => {
  test("is the known one when they are equal, in whatever order their keys are", () => {
    const known = tree();
    expect(sharing(tree(), known)).toBe(known);
    const { id, ...rest } = tree();
    expect(sharing({ ...rest, id }, known)).toBe(known);
  });

  test("takes the equal parts of it, and no other", () => {
    const known = tree();
    const fresh = sharing({ ...tree(), id: "b", site: { url: "v" } }, known);
    expect(fresh).toEqual({ ...tree(), id: "b", site: { url: "v" } });
    expect(fresh.pace).toBe(known.pace);
    expect(fresh.site).not.toBe(known.site);
  });

  test.each([
    ["one key more", { a: 1 }, { a: 1, b: 2 }],
    ["one key less", { a: 1, b: 2 }, { a: 1 }],
    ["a list in place of an object", [1], { 0: 1 }],
    ["an object in place of a list", { 0: 1 }, [1]],
    ["nothing", { a: null }, { a: {} }],
    ["an empty list and an empty object", { a: [] }, { a: {} }],
    ["a name that every object answers to", JSON.parse('{"toString":1}'), {}],
    ["the name of the prototype", JSON.parse('{"__proto__":{}}'), {}],
  ])("is itself where the other differs by %s", (_, fresh, known) => {
    const before = JSON.stringify(fresh);
    const found = sharing(fresh, known);
    expect(found).toBe(fresh);
    expect(JSON.stringify(found)).toBe(before);
  });
});
