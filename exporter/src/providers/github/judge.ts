import { z } from "zod";
import type { Instant, Observations, Quota, Status } from "../../contract.ts";
import { isoTime, span } from "../support/time.ts";

const Limit = z.object({ limit: z.number(), remaining: z.number(), reset: z.number() });

/** Only `core` and `search` are promised. */
export const RateLimits = z.object({
  resources: z.object({ core: Limit, search: Limit, graphql: Limit.optional() }),
});

/** The quotas that `RateLimits` may tell. */
export const QUOTAS = ["core", "search", "graphql"] as const;

export function judgeLimits({ resources }: z.output<typeof RateLimits>): Observations {
  const quotas: Quota[] = QUOTAS.flatMap((name) => {
    const told = resources[name];
    return told ? [{ name, limit: told.limit, remaining: told.remaining, resetAt: told.reset }] : [];
  });
  const { remaining, limit } = resources.core;
  return { quotas, summary: `${remaining} of ${limit} requests left` };
}

export const Repository = z.object({
  default_branch: z.string(),
  /** Absent while nothing was pushed. */
  pushed_at: isoTime().nullish(),
  archived: z.boolean(),
  disabled: z.boolean(),
});
export type Repository = z.output<typeof Repository>;

export const Runs = z.object({
  workflow_runs: z.array(z.object({ name: z.string().nullish(), conclusion: z.string().nullable() })),
});
export type Runs = z.output<typeof Runs>;

/** A run that was cancelled, or has become stale, says nothing of the code. */
const CONCLUSIONS: Record<string, Status> = {
  success: "healthy",
  neutral: "healthy",
  skipped: "healthy",
  action_required: "degraded",
  failure: "down",
  timed_out: "down",
  startup_failure: "down",
};

/** The last concluded run, as an environment, and what is wrong with it. */
export function judgeRuns({ workflow_runs: [run] }: Runs, branch: string) {
  const status = CONCLUSIONS[run?.conclusion ?? ""] ?? "unknown";
  const bad = status === "down" || status === "degraded";
  const told = `the last run of ${run?.name ?? "a workflow"} on ${branch} ended in ${run?.conclusion}`;
  const observations: Observations = { environments: [{ name: "workflows", status }] };
  return { observations, complaints: bad ? [told] : [] };
}

export function judgeRepository(
  { pushed_at, archived, disabled }: Repository,
  { branch, activeWithin, now }: { branch: string; activeWithin: number; now: Instant },
) {
  const age = pushed_at == null ? undefined : now - pushed_at;
  const complaints = [
    ...(archived ? ["the repository is archived"] : []),
    ...(disabled ? ["the repository is disabled"] : []),
    ...(age === undefined ? ["nothing was pushed yet"] : []),
    ...(age !== undefined && age > activeWithin ? [`the last push was ${span(age)} ago`] : []),
  ];
  const push = age === undefined ? "No push yet" : `Last push ${span(age)} ago`;
  const observations: Observations = {
    summary: `Linked to ${branch} · ${push}`,
    ...(pushed_at == null ? {} : { activityAt: pushed_at }),
  };
  return { observations, complaints };
}

const EXPIRY_WARNING_SECONDS = 7 * 86_400;

/** A complaint, when the token runs out soon. */
export function judgeExpiry(expiry: Instant | undefined, now: Instant): string[] {
  if (expiry === undefined || expiry - now > EXPIRY_WARNING_SECONDS) return [];
  return [`the token expires in ${span(expiry - now)}`];
}
