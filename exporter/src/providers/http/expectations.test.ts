import { describe, expect, test } from "@jest/globals";
import { systemClock } from "../../clock.ts";
import { expectations, judgeAnswer } from "./expectations.ts";

const HEARTBEAT_MS = 5;
/** Another check's time is not told wrong by more than this, in the middle: half of the time that one pattern may take. */
const BOUND_MS = 50;

/** The median time between two turns of the event loop while `work` is under way: what others measure too much. */
async function medianDelay(work: Promise<unknown>): Promise<number> {
  const delays: number[] = [];
  let done = false;
  void work.finally(() => {
    done = true;
  });
  while (!done) {
    const began = performance.now();
    await new Promise((resolve) => setTimeout(resolve, HEARTBEAT_MS));
    delays.push(performance.now() - began - HEARTBEAT_MS);
  }
  return delays.toSorted((a, b) => a - b)[Math.floor(delays.length / 2)] as number;
}

async function judge(body: string, expect: object, times: number) {
  const bytes = Buffer.from(body);
  const answer = { ok: true, status: 200, headers: {}, body, bytes, url: "http://x" } as const;
  const judged = [];
  for (let time = 0; time < times; time++) {
    judged.push(await judgeAnswer(expectations().parse(expect), answer, { clock: systemClock, trace() {} }));
  }
  return judged;
}

describe("no other check's time is told wrong while", () => {
  test("patterns backtrack for ever", async () => {
    const storm = judge(`${"a".repeat(100)}b`, { body: { not_matches: "^(a+)+$" } }, 5);
    expect(await medianDelay(storm)).toBeLessThan(BOUND_MS);
    expect(await storm).toContainEqual(
      expect.objectContaining({ detail: expect.stringContaining("too long") }),
    );
  });

  test("bodies of ten megabytes are parsed", async () => {
    const items = Array.from({ length: 100_000 }, (_, id) => ({
      id,
      name: `item number ${id}`,
      tags: ["a", "b"],
      price: id * 1.5,
      text: "abcdefghij",
    }));
    const parsing = judge(
      JSON.stringify({ status: "ok", items }),
      { json: [{ path: "status", equals: "fine" }] },
      5,
    );
    expect(await medianDelay(parsing)).toBeLessThan(BOUND_MS);
    expect(await parsing).toContainEqual(
      expect.objectContaining({ detail: "status is 'ok', wanted 'fine'" }),
    );
  });
});

test("judgement off the event loop is in the same words", async () => {
  const small = '{"items":[{"name":"a b"}]}';
  const large = small + " ".repeat(100_000);
  const expect_ = { json: [{ path: "items", equals: 1 }] };
  expect(await judge(large, expect_, 1)).toEqual(await judge(small, expect_, 1));
});
