import { duration, type Lifecycle } from "../../src/contract.ts";
import type { Check } from "./check.ts";
import type { Template } from "./rewrite.ts";

type Integration = Template["integrations"][number];

/** A simulated third party that a catalog watches. */
export interface Target {
  upstream: string;
  /** Whether an integration of it tells somebody. */
  alerts: boolean;
  /** Whether it asks for a credential, which can be revoked and has a quota. */
  credential: boolean;
  /** How many integrations need one of its, for each of its own: a root cause has many, and few beside it fail. */
  dependants: number;
  /** The lowest p95 above which a check is degraded; Infinity where there is no threshold. */
  slowSeconds: number;
}

const ALERTING: readonly Lifecycle[] = ["piloted", "active"];

interface Knowledge {
  /** Undefined for a check that is not probed, or not simulated. */
  upstreamOf(integration: Integration, check: Check): string | undefined;
  hasSecret(check: Check): boolean;
}

/** In the order of the catalog. */
export function targetsOf({ integrations }: Template, { upstreamOf, hasSecret }: Knowledge): Target[] {
  const watched = integrations.flatMap((integration) =>
    integration.checks.flatMap((check) => {
      const upstream = upstreamOf(integration, check);
      return upstream === undefined ? [] : { upstream, integration, check };
    }),
  );
  return [...Map.groupBy(watched, ({ upstream }) => upstream)].map(([upstream, those]) => {
    const ids = new Set(those.map(({ integration }) => integration.id));
    const dependants = integrations.filter(({ depends_on: needs = [] }) => needs.some((id) => ids.has(id)));
    return {
      upstream,
      alerts: those.some(({ integration }) => ALERTING.includes(integration.lifecycle ?? "active")),
      credential: those.some(({ check }) => hasSecret(check)),
      dependants: dependants.length / ids.size,
      slowSeconds: Math.min(...those.map(({ check }) => thresholdOf(check))),
    };
  });
}

function thresholdOf({ latency }: Check): number {
  const threshold = duration().safeParse((latency as { degraded?: unknown } | undefined)?.degraded);
  return threshold.data ?? Number.POSITIVE_INFINITY;
}
