import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { unpinned } from "../cores.ts";
import { probesIn } from "../samples.ts";
import { runOnce } from "./run.ts";

const src = resolve(import.meta.dirname, "../../../src");

test("a small run of the real exporter and nginx gives every figure", async () => {
  const stage = {
    program: join(src, "main.ts"),
    options: { benches: [], pairs: 1, quick: true, save: false },
    cores: unpinned("a test"),
    plan: () => {},
    step: () => {},
    pause: (seconds: number) => delay(seconds * 1000),
  };

  const run = await runOnce(stage, 20, 4);

  expect(probesIn(run.samples)).toEqual({ successes: 20, failures: 0 });
  // All start within the first second; the target's count of them is its own, without the bench's questions.
  expect(run.perSecond).toHaveLength(2);
  expect(run.perSecond[1]).toBe(0);
  expect(run.reloadSeconds).toBeGreaterThan(0);
  expect(run.residentMB.most).toBeGreaterThanOrEqual(run.residentMB.now);
  expect(run.residentMB.now).toBeGreaterThan(20);
}, 60_000);
