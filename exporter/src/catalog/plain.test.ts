import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import { parseDocument } from "./document.ts";
import { parsePlain } from "./plain.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url);

test.each(readdirSync(EXAMPLES).filter((name) => name.endsWith(".yaml")))(
  "both parsers read the same in %s",
  (name) => {
    const text = readFileSync(new URL(name, EXAMPLES), "utf8");
    const plain = parsePlain(text);
    expect(plain).toBeDefined();
    expect(plain).toEqual(parseDocument(text).value);
  },
);

test("both parsers read the same, however a value is written", () => {
  const key = fc.string({ minLength: 1 });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string({ unit: "grapheme" }),
      fc.stringMatching(/^[-+.0-9xoea_:~<>|#&*!?{}[\],'" \n]{0,12}$/),
      fc.double(),
      fc.integer(),
      fc.constantFrom(null, true, false),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(key, tie("value"), { maxKeys: 4 }),
    ),
  }));
  const style = fc.record({
    collectionStyle: fc.constantFrom("any", "block", "flow"),
    defaultStringType: fc.constantFrom(
      "PLAIN",
      "QUOTE_SINGLE",
      "QUOTE_DOUBLE",
      "BLOCK_LITERAL",
      "BLOCK_FOLDED",
    ),
    lineWidth: fc.constantFrom(0, 30, 80),
    indent: fc.integer({ min: 1, max: 4 }),
  });
  fc.assert(
    fc.property(fc.dictionary(key, value), style, (catalog, how) => {
      const text = stringify(catalog, { ...how, aliasDuplicateObjects: false } as object);
      const { value: careful, faults } = parseDocument(text);
      fc.pre(faults.length === 0);
      const plain = parsePlain(text);
      expect(plain).toBeDefined();
      expect(plain).toEqual(careful);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["an alias", "a: &x [1]\nb: *x\n"],
  ["a key twice", "a: 1\na: 2\n"],
  ["a key that is a list", "? [a]\n: b\n"],
  ["a second document", "a: 1\n---\nb: 2\n"],
  ["no document", "# only a comment\n"],
  ["a tag that nobody knows", "a: !secret b\n"],
  ["what is no YAML", "a: [\n"],
  ["more than it has memory for", `a: ${"x".repeat(9e6)}\n`],
])("it leaves to the careful one: %s", (_, text) => {
  expect(parsePlain(text)).toBeUndefined();
});
