import { expect, test } from "@jest/globals";
import { unpinned } from "../cores.ts";
import { plan } from "./comparison.ts";

test("both sides are measured in turns, each pair beginning with the other, and their values stay in pairs", async () => {
  const order: string[] = [];
  let clock = 0;
  const measure = (side: string) => async () => {
    order.push(side);
    clock += 1;
    return { at: clock };
  };
  const stage = {
    program: "",
    options: { benches: [], pairs: 3, quick: false, save: false },
    cores: unpinned("a test"),
    plan: () => {},
    step: () => {},
    pause: async () => {},
  };
  const comparison = {
    title: "order",
    figures: [{ name: "when", unit: "th", of: ({ at }: { at: number }) => at }],
    seconds: 10,
    ours: measure("ours"),
    peer: measure("peer"),
  };

  const planned = plan(comparison, stage);
  const figures = await planned.run();

  expect(planned.seconds).toBe(60);
  expect(order).toEqual(["ours", "peer", "peer", "ours", "ours", "peer"]);
  expect(figures).toEqual([
    { name: "when", unit: "th", ours: [1, 4, 5], peer: { name: "blackbox_exporter", values: [2, 3, 6] } },
  ]);
});
