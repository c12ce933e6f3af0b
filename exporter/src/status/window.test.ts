import { describe, expect, test } from "@jest/globals";
import { Window } from "./window.ts";

describe("status window", () => {
  test("knows nothing before the first probe", () => {
    expect(new Window().successRatio()).toBeNaN();
    expect(new Window().p95()).toBeNaN();
  });

  test("counts the probes of the last hour only", () => {
    const window = new Window();
    window.add({ at: 0 });
    window.add({ at: 1800, seconds: 1 });
    expect(window.successRatio()).toBe(0.5);
    window.add({ at: 3601, seconds: 1 });
    expect(window.successRatio()).toBe(1);
  });

  test("keeps the newest probe however old, so that a daily check has a status all day", () => {
    const window = new Window();
    window.add({ at: 0 });
    window.add({ at: 86_400, seconds: 2 });
    expect(window.successRatio()).toBe(1);
    expect(window.p95()).toBe(2);
  });

  test("counts a refusal as an answer, not as a success", () => {
    const window = new Window();
    window.add({ at: 0, refused: true });
    window.add({ at: 1, refused: false });
    window.add({ at: 2, seconds: 1 });
    window.add({ at: 3, seconds: 1 });
    expect([window.successRatio(), window.answerRatio()]).toEqual([0.5, 0.75]);
  });

  test("takes p95 by nearest rank over successes only", () => {
    const window = new Window();
    for (let i = 1; i <= 100; i++) window.add({ at: i, seconds: i / 100 });
    for (let i = 101; i <= 120; i++) window.add({ at: i });
    expect(window.p95()).toBe(0.95);
  });
});
