import { expect, test } from "@jest/globals";
import { createCutter } from "./cutter.ts";

const TEXT = "one\n\nthree: ünï\nnot whole";

test("the lines are the same, wherever the stream is cut", () => {
  const bytes = Buffer.from(TEXT);
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      const lines: string[] = [];
      const cut = createCutter((line) => lines.push(line.toString()));
      for (const piece of [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)])
        cut(piece);
      expect(lines).toEqual(["one", "", "three: ünï"]);
    }
  }
});
