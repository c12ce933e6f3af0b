import type { Step } from "../../src/simulator/simulator.ts";

export interface Scene extends Step {
  /** What happens at `at`, and what to look for. */
  tells: string;
  /** What happens at `until`. */
  ends?: string;
}

/** The script for the catalog `demo`, with the words for those who watch. */
export const STORY: readonly Scene[] = [
  {
    at: 10,
    until: 85,
    upstream: "supabase",
    fault: { kind: "refused" },
    tells: "supabase refuses connections: after 3 failures, a page in about a minute",
    ends: "supabase is back: the page resolves once that lasts, in about 100 s",
  },
  {
    at: 13,
    until: 86,
    upstream: "n8n",
    fault: { kind: "error", status: 503 },
    tells: "n8n, which needs supabase, answers 503: held back, the cause pages alone",
  },
  {
    at: 16,
    until: 87,
    upstream: "langfuse",
    fault: { kind: "error", status: 503 },
    tells: "langfuse, which needs supabase too, answers 503: held back as well",
    ends: "n8n and langfuse are back",
  },
  {
    at: 20,
    until: 130,
    upstream: "openai",
    fault: { kind: "rate_limited", retry_after: 8 },
    tells: "openai answers 429, Retry-After 8: probes wait, Slack is warned, no page",
    ends: "openai lets us in again",
  },
  {
    at: 25,
    upstream: "chatwoot",
    fault: { kind: "slow", seconds: 0.95 },
    tells: "chatwoot takes 950 ms, its threshold is 800 ms: degraded",
  },
  {
    at: 32,
    until: 115,
    upstream: "github",
    fault: { kind: "revoked" },
    tells: "github answers 401, our token was revoked: ours to fix, a page",
    ends: "github accepts our token again",
  },
  {
    at: 40,
    upstream: "e2b",
    fault: { kind: "hang" },
    tells: "e2b never answers: it is only planned, so nobody is paged",
  },
  {
    at: 48,
    until: 56,
    upstream: "fly",
    fault: { kind: "closed" },
    tells: "fly resets connections for a moment: too short for a page",
    ends: "fly is back",
  },
  {
    at: 62,
    until: 70,
    upstream: "slack",
    fault: { kind: "wrong_shape" },
    tells: "slack answers 200 with a wrong body: seen by what its JSON should hold",
    ends: "slack answers as it should",
  },
];

/** What has happened `elapsed` seconds into the story, oldest first. */
export function told(story: readonly Scene[], elapsed: number): string[] {
  return story
    .flatMap(({ at, until = Number.POSITIVE_INFINITY, tells, ends }) => [
      { at, words: tells },
      ...(ends === undefined ? [] : [{ at: until, words: ends }]),
    ])
    .filter(({ at }) => at <= elapsed)
    .sort((a, b) => a.at - b.at)
    .map(({ at, words }) => `t+${at}s: ${words}`);
}
