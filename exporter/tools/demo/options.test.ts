import { expect, test } from "@jest/globals";
import { readOptions } from "./options.ts";

const CATALOGS = ["demo", "hotdash"];

test("the demo runs until it is ended, in colour, unless told", () => {
  expect(readOptions([], CATALOGS)).toEqual({
    catalog: "demo",
    seconds: Number.POSITIVE_INFINITY,
    colour: true,
  });
  expect(readOptions(["--duration", "1m30s", "--no-color", "--catalog=hotdash"], CATALOGS)).toEqual({
    catalog: "hotdash",
    seconds: 90,
    colour: false,
  });
});

test.each([
  [["--duration", "soon"], 'got "soon"'],
  [["--duration", ""], 'got ""'],
  [["--faster"], "--faster"],
  [["--catalog", "hotdish"], 'one of demo, hotdash, got "hotdish"'],
])("%j is refused with what was wrong", (args, message) => {
  expect(() => readOptions(args, CATALOGS)).toThrow(message);
});
