/** What people are told of alerts, by a real Alertmanager: notifications.cases.yml. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { startStage } from "./test/stage.ts";
import { expected, play, type Step } from "./test/story.ts";

const cases: { name: string; repeat_interval?: string; steps: Step[] }[] = parse(
  await readFile(join(import.meta.dirname, "notifications.cases.yml"), "utf8"),
);

describe("people are told", () => {
  test.concurrent.each(cases)(
    "$name",
    async ({ steps, repeat_interval }) => {
      const stage = await startStage(repeat_interval);
      try {
        expect(await play(stage, steps)).toEqual(expected(steps));
      } finally {
        await stage.stop();
      }
    },
    90_000,
  );
});
