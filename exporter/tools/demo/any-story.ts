/** A story for a catalog that has none of its own: it picks who fails from those that the catalog watches. */
import { HURRY_TIMEOUT_SECONDS } from "./rewrite.ts";
import type { Scene } from "./story.ts";
import type { Target } from "./targets.ts";

interface Act {
  at: number;
  until?: number;
  /** Which of those left it befalls; the first unless told. */
  suits?(target: Target): boolean;
  fault(target: Target): Scene["fault"];
  tells: string;
  ends?: string;
}

/** Slower than the threshold, and yet in time. */
const SLOWER_SECONDS = 0.2;

const ACTS: readonly Act[] = [
  {
    at: 14,
    until: 85,
    suits: ({ alerts }) => alerts,
    fault: () => ({ kind: "refused" }),
    tells: "refuses connections: after 3 failures, a page in about a minute",
    ends: "is back: the page resolves once that lasts, in about 100 s",
  },
  {
    at: 18,
    until: 130,
    suits: ({ credential }) => credential,
    fault: () => ({ kind: "rate_limited", retry_after: 8 }),
    tells: "answers 429, Retry-After 8: probes wait, no page",
    ends: "lets us in again",
  },
  {
    at: 24,
    suits: ({ slowSeconds }) => slowSeconds + SLOWER_SECONDS < HURRY_TIMEOUT_SECONDS,
    fault: ({ slowSeconds }) => ({ kind: "slow", seconds: slowSeconds + SLOWER_SECONDS }),
    tells: "is slower than its threshold: degraded",
  },
  {
    at: 28,
    until: 115,
    suits: ({ alerts, credential }) => alerts && credential,
    fault: () => ({ kind: "revoked" }),
    tells: "rejects our credential: ours to fix",
    ends: "accepts our credential again",
  },
  {
    at: 48,
    until: 56,
    fault: () => ({ kind: "closed" }),
    tells: "resets connections for a moment: too short for a page",
    ends: "is back",
  },
  {
    at: 62,
    until: 70,
    fault: () => ({ kind: "wrong_shape" }),
    tells: "answers 200 with a wrong body",
    ends: "answers as it should",
  },
];

/** What others need fails first, so that it is seen who pages; one at least stays well. */
export function anyStory(targets: readonly Target[]): Scene[] {
  const left = targets.toSorted((a, b) => b.dependants - a.dependants);
  const wanted = Math.max(1, targets.length - 1);
  const scenes: Scene[] = [];
  for (const { at, until, suits = () => true, fault, tells, ends } of ACTS) {
    const target = scenes.length < wanted ? left.find(suits) : undefined;
    if (!target) continue;
    left.splice(left.indexOf(target), 1);
    scenes.push({
      at,
      upstream: target.upstream,
      fault: fault(target),
      tells: `${target.upstream} ${tells}`,
      ...(until !== undefined && { until }),
      ...(ends !== undefined && { ends: `${target.upstream} ${ends}` }),
    });
  }
  return scenes;
}
