import { expect, test } from "@jest/globals";
import { showProgress } from "./progress.ts";

test("off a terminal each step is a line with the time that is left", () => {
  const lines: string[] = [];
  const progress = showProgress({ write: (text) => lines.push(text) });

  progress.plan(180);
  progress.step("ours, pair 1 of 2", 60);
  progress.step("peer, pair 1 of 2", 60);

  expect(lines).toEqual(["ours, pair 1 of 2 (3 min left)\n", "peer, pair 1 of 2 (2 min left)\n"]);
});
