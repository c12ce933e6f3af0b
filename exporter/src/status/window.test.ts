import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Window } from "./window.ts";

/** Short enough for every test. */
const INTERVAL_SECONDS = 1;
/** The shortest time between two probes, in intervals. */
const JITTER = 0.95;

describe("status window", () => {
  test("knows nothing before the first probe", () => {
    expect(new Window(INTERVAL_SECONDS).successRatio()).toBeNaN();
    expect(new Window(INTERVAL_SECONDS).p95()).toBeNaN();
  });

  test("counts the probes of the last hour only", () => {
    const window = new Window(INTERVAL_SECONDS);
    window.add({ at: 0 });
    window.add({ at: 1800, seconds: 1 });
    expect(window.successRatio()).toBe(0.5);
    window.add({ at: 3601, seconds: 1 });
    expect(window.successRatio()).toBe(1);
  });

  test("keeps the newest probe however old, so that a daily check has a status all day", () => {
    const window = new Window(INTERVAL_SECONDS);
    window.add({ at: 0 });
    window.add({ at: 86_400, seconds: 2 });
    expect(window.successRatio()).toBe(1);
    expect(window.p95()).toBe(2);
  });

  test("counts a refusal as an answer, not as a success", () => {
    const window = new Window(INTERVAL_SECONDS);
    window.add({ at: 0, refused: true });
    window.add({ at: 1, refused: false });
    window.add({ at: 2, seconds: 1 });
    window.add({ at: 3, seconds: 1 });
    expect([window.successRatio(), window.answerRatio()]).toEqual([0.5, 0.75]);
  });

  test("takes p95 by nearest rank over successes only", () => {
    const window = new Window(INTERVAL_SECONDS);
    for (let i = 1; i <= 100; i++) window.add({ at: i, seconds: i / 100 });
    for (let i = 101; i <= 120; i++) window.add({ at: i });
    expect(window.p95()).toBeCloseTo(0.95, 6);
  });

  test("forgets a refusal after an hour, as everything", () => {
    const window = new Window(INTERVAL_SECONDS);
    window.add({ at: 0, refused: true });
    window.add({ at: 3601 });
    expect(window.answerRatio()).toBe(0);
  });

  test("does not grow without end when the clock is set back", () => {
    const window = new Window(INTERVAL_SECONDS);
    window.add({ at: 1_000_000 });
    for (let second = 0; second < 5000; second++) window.add({ at: second, seconds: 1 });
    expect(window.successRatio()).toBe(1);
  });

  test("tells the same as an hour of samples looked through from end to end", () => {
    const step = fc.record({
      pause: fc.double({ min: JITTER * 60, max: 600, noNaN: true }),
      seconds: fc.option(fc.double({ min: 0, max: 30, noNaN: true }), { nil: undefined }),
      refused: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 200, size: "max" }), (steps) => {
        const window = new Window(60);
        const samples: { at: number; seconds?: number; refused: boolean }[] = [];
        let at = 0;
        for (const { pause, seconds, refused } of steps) {
          at += pause;
          const sample = { at, refused, ...(seconds !== undefined && { seconds }) };
          samples.push(sample);
          window.add(sample);
        }
        const recent = samples.filter((one) => one.at > at - 3600);
        const durations = recent.flatMap((one) => one.seconds ?? []).sort((a, b) => a - b);
        const answers = recent.filter((one) => one.seconds !== undefined || one.refused);
        expect(window.successRatio()).toBe(durations.length / recent.length);
        expect(window.answerRatio()).toBe(answers.length / recent.length);
        expect(window.p95()).toBe(
          Math.fround(durations[Math.ceil(durations.length * 0.95) - 1] ?? Number.NaN),
        );
      }),
    );
  });
});
