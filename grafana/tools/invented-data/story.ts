/** What each probe of the fleet meets: mostly good answers, and the troubles of a bad day. */
import {
  type Check,
  checkKey,
  type Instant,
  type Observations,
  type Phases,
  type Ran,
  type Reason,
} from "../../../exporter/src/contract.ts";
import { chance } from "./chance.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** From so many seconds before the end to so many. `slow` multiplies durations; `reason` makes probes fail, `share` of them. */
interface Trouble {
  from: number;
  to: number;
  reason?: Reason;
  share?: number;
  slow?: number;
}

const TROUBLES: Record<string, Trouble[]> = {
  "postgres-eu": [{ from: 40 * 60, to: 0, reason: "connect" }],
  "n8n-eu": [{ from: 39 * 60, to: 0, reason: "server_error" }],
  "chatwoot-eu": [{ from: 38 * 60, to: 0, reason: "server_error" }],
  "fly-us": [{ from: 7 * HOUR, to: 6 * HOUR, reason: "timeout" }],
  "github-us": [{ from: 5 * HOUR, to: 0, reason: "unauthorized" }],
  "openai-us": [{ from: 3 * HOUR, to: 0, slow: 9 }],
  "slack-eu": [{ from: 2 * HOUR, to: 0, reason: "rate_limited", share: 0.4 }],
  "redis-us": [{ from: 12 * HOUR, to: 10 * HOUR, reason: "tls", share: 0.5 }],
  "gmail-eu": [{ from: 23 * HOUR, to: 21 * HOUR, slow: 20 }],
  "mcp-code": [{ from: 2 * HOUR, to: 0, slow: 3 }],
  "mcp-us": [{ from: 90 * 60, to: 0, reason: "tool_missing" }],
  "supabase-us": [{ from: 30 * HOUR, to: 27 * HOUR, reason: "dns" }],
};

/** A share of all probes fails for no lasting reason, another is retried. */
const STRAY_FAILURES = 0.002;
const RETRIES = 0.01;

/** @param end the last moment of the data */
export function createStory(end: Instant): (check: Check) => Ran {
  return (check) => {
    const at = Date.now() / 1000;
    const trouble = TROUBLES[check.integration]?.find(({ from, to }) => at >= end - from && at < end - to);
    const draw = (what: string) => chance(checkKey(check), at, what);
    const durationSeconds = durationOf(check, at, draw("duration"), trouble?.slow);
    const attempted = {
      startedAt: at,
      durationSeconds,
      phases: phasesOf(durationSeconds),
      attempts: draw("retry") < RETRIES ? 2 : 1,
    };
    const reason = failureOf(trouble, draw("failure"));
    const observations = check.vendor ? told(at, end) : {};
    if (reason && !check.vendor)
      return { outcome: "failure", reason, detail: "as the story wants", ...attempted, observations };
    return {
      outcome: "success",
      ...attempted,
      observations: { ...observations, ...observed(check, at, end) },
    };
  };
}

function failureOf(trouble: Trouble | undefined, draw: number): Reason | undefined {
  if (trouble?.reason && draw < (trouble.share ?? 1)) return trouble.reason;
  return draw > 1 - STRAY_FAILURES ? "timeout" : undefined;
}

/** Seconds: a pace of its own for each check, slower by day, with a long tail. */
function durationOf(check: Check, at: Instant, draw: number, slow = 1): number {
  const usual = 0.03 + 0.25 * chance(checkKey(check));
  const day = 1 + 0.4 * Math.sin((2 * Math.PI * at) / DAY);
  return Math.min(usual * day * (0.8 - 0.5 * Math.log(1 - draw)) * slow, 9);
}

const phasesOf = (seconds: number): Phases => ({
  dns: 0.02 * seconds,
  connect: 0.1 * seconds,
  tls: 0.2 * seconds,
  wait: 0.6 * seconds,
  transfer: 0.08 * seconds,
});

/** The vendor of one integration admits its trouble. */
const told = (at: Instant, end: Instant): Observations => ({
  reported: at > end - HOUR ? "degraded" : "healthy",
  summary: "as the page says",
});

/** Kinds of which there should be none. */
const NEGLECTED = /stale|broken|down|failed|expired|inactive|alerts/;

/** What the provider of `check` promises to tell. */
function observed({ integration, observes, provider }: Check, at: Instant, end: Instant): Observations {
  const own = chance(integration);
  return {
    version: `${1 + Math.floor(own * 8)}.${at > end - 4 * HOUR && own < 0.3 ? 2 : 1}.0`,
    ...(provider === "mcp" ? { protocol: `MCP ${own < 0.5 ? "2026-07-28" : "2025-11-25"} over HTTP` } : {}),
    ...(provider === "dns" ? {} : { certificateExpiry: Math.round(end + (6 + 180 * own) * DAY) }),
    ...(observes.activity ? { activityAt: at - (at % Math.round(HOUR * (1 + 9 * own))) } : {}),
    quotas: (observes.quotas ?? []).map((name) => quota(name, chance(integration, name), at)),
    environments: (observes.environments ?? []).map((name) => ({
      name,
      status: chance(integration, name) < 0.1 && at > end - 2 * HOUR ? "down" : "healthy",
    })),
    inventory: (observes.inventory ?? []).map((kind) => {
      const drifts = own < 0.4 ? Math.floor(at / (8 * HOUR) + 10 * own) : 0;
      const count = NEGLECTED.test(kind) ? Math.floor(3 * own) : 3 + Math.floor(20 * own) + (drifts % 3);
      return { kind, count, fingerprint: 1e9 + drifts };
    }),
  };
}

/** Falls until its reset, faster for some. */
function quota(name: string, own: number, at: Instant) {
  const period = name.includes("day") ? DAY : HOUR;
  const limit = Math.round(100 + 50_000 * own);
  const since = (at + own * period) % period;
  const spent = (since / period) * (0.3 + 0.75 * chance(name, own));
  const remaining = Math.round(limit * Math.max(0, 1 - spent));
  return { name, limit, remaining, resetAt: Math.round(at - since + period) };
}
