import { duration, type Lifecycle } from "../../src/contract.ts";
import type { Check } from "./check.ts";
import type { Template } from "./rewrite.ts";

type Integration = Template["integrations"][number];

/** A simulated third party that a catalog watches. */
export interface Target {
  upstream: string;
  /** Whether an integration of it tells somebody. */
  alerts: boolean;
  /** How many integrations need one of its. */
  dependants: number;
  /** The lowest p95 above which a check is degraded; Infinity where there is no threshold. */
  slowSeconds: number;
}

const ALERTING: readonly Lifecycle[] = ["piloted", "active"];

/** In the order of the catalog. `upstreamOf`: undefined for a check that is not probed, or not simulated. */
export function targetsOf(
  { integrations }: Template,
  upstreamOf: (integration: Integration, check: Check) => string | undefined,
): Target[] {
  const watched = integrations.flatMap((integration) =>
    integration.checks.flatMap((check) => {
      const upstream = upstreamOf(integration, check);
      return upstream === undefined ? [] : { upstream, integration, check };
    }),
  );
  return [...Map.groupBy(watched, ({ upstream }) => upstream)].map(([upstream, those]) => {
    const ids = new Set(those.map(({ integration }) => integration.id));
    return {
      upstream,
      alerts: those.some(({ integration }) => ALERTING.includes(integration.lifecycle ?? "active")),
      dependants: integrations.filter(({ depends_on: needs = [] }) => needs.some((id) => ids.has(id))).length,
      slowSeconds: Math.min(...those.map(({ check }) => thresholdOf(check))),
    };
  });
}

function thresholdOf({ latency }: Check): number {
  const threshold = duration().safeParse((latency as { degraded?: unknown } | undefined)?.degraded);
  return threshold.data ?? Number.POSITIVE_INFINITY;
}
