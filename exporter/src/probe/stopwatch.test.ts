import { expect, test } from "@jest/globals";
import type { Clock } from "../contract.ts";
import { createStopwatch } from "./stopwatch.ts";

function setUp() {
  let now = 100;
  const clock = { monotonic: () => now } as Clock;
  return { stopwatch: createStopwatch(clock), pass: (seconds: number) => (now += seconds) };
}

test("time counts for the phase that is open, and for none between", () => {
  const { stopwatch, pass } = setUp();
  pass(1);
  const end = stopwatch.start("connect");
  pass(2);
  end();
  pass(4);
  const endWait = stopwatch.start("wait");
  pass(8);
  endWait();
  expect(stopwatch.read().phases).toEqual({ dns: 0, connect: 2, tls: 0, wait: 8, transfer: 0 });
});

test("a phase that never ended counts until now", () => {
  const { stopwatch, pass } = setUp();
  stopwatch.start("tls");
  pass(3);
  expect(stopwatch.current()).toBe("tls");
  expect(stopwatch.read().phases.tls).toBe(3);
  pass(1);
  expect(stopwatch.read().phases.tls).toBe(4);
});

test("phases that overlap never add up to more than the time that passed", () => {
  const { stopwatch, pass } = setUp();
  const endStream = stopwatch.start("transfer");
  pass(1);
  const endWait = stopwatch.start("wait");
  pass(2);
  endStream();
  pass(4);
  endWait();
  endWait();
  expect(stopwatch.read().phases).toEqual({ dns: 0, connect: 0, tls: 0, wait: 6, transfer: 1 });
});

test("what we notice after the time was up counts to the duration as well as to its phase", () => {
  const { stopwatch, pass } = setUp();
  const end = stopwatch.start("wait");
  pass(5);
  end();
  expect(stopwatch.read(100 + 3)).toMatchObject({ durationSeconds: 5, phases: { wait: 5 } });
});

test("times are told to the nanosecond, without what subtracting them left", () => {
  const { stopwatch, pass } = setUp();
  const end = stopwatch.start("wait");
  pass(0.012345678);
  end();
  expect(stopwatch.read()).toMatchObject({ durationSeconds: 0.012345678, phases: { wait: 0.012345678 } });
});
