import { expect, test } from "@jest/globals";
import { anyStory } from "./any-story.ts";
import { told } from "./story.ts";
import type { Target } from "./targets.ts";

const target = (upstream: string, over: Partial<Target> = {}): Target => ({
  upstream,
  alerts: true,
  credential: true,
  dependants: 0,
  slowSeconds: Number.POSITIVE_INFINITY,
  ...over,
});
const many = ["a", "b", "c", "d", "e", "f"].map((upstream) => target(upstream));
const faults = (targets: Target[]) => anyStory(targets).map(({ upstream, fault }) => [upstream, fault.kind]);

test("what others need fails first, so that it is seen who pages", () => {
  expect(faults([...many, target("root", { dependants: 2 })])[0]).toEqual(["root", "refused"]);
});

test("nobody is told of those that do not alert: no page is promised for them", () => {
  expect(faults([target("planned", { alerts: false, dependants: 9 }), target("active")])[0]).toEqual([
    "active",
    "refused",
  ]);
});

test("nothing is revoked, or limited, where there is no credential", () => {
  const open = many.map((one) => ({ ...one, credential: false }));
  expect(faults(open).map(([, kind]) => kind)).toEqual(["refused", "closed", "wrong_shape"]);
});

test("only what has a threshold is slow, by a little more than that", () => {
  expect(faults(many).map(([, kind]) => kind)).not.toContain("slow");
  const [scene] = anyStory([...many, target("quick", { slowSeconds: 0.8 })]).filter(
    ({ fault }) => fault.kind === "slow",
  );
  expect(scene).toMatchObject({ upstream: "quick", fault: { seconds: 1 } });
});

test("each fails in one way only, and one at least stays well", () => {
  const few = many.slice(0, 4);
  const upstreams = anyStory(few).map(({ upstream }) => upstream);
  expect(new Set(upstreams).size).toBe(upstreams.length);
  expect(upstreams).toHaveLength(3);
});

test("it is told with the names of those that fail, and without any there is none", () => {
  expect(told(anyStory(many), 14)).toEqual([expect.stringContaining("t+14s: a refuses connections")]);
  expect(anyStory([])).toEqual([]);
});
