import { expect, test } from "@jest/globals";
import { readOptions } from "./options.ts";

test("the demo runs until it is ended, in colour, unless told", () => {
  expect(readOptions([])).toEqual({ seconds: Number.POSITIVE_INFINITY, colour: true });
  expect(readOptions(["--duration", "1m30s", "--no-color"])).toEqual({ seconds: 90, colour: false });
});

test.each([
  [["--duration", "soon"], 'got "soon"'],
  [["--duration", ""], 'got ""'],
  [["--faster"], "--faster"],
])("%j is refused with what was wrong", (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
