import { duration, type Lifecycle } from "../../src/contract.ts";
import type { Check } from "./check.ts";
import type { Template } from "./rewrite.ts";

type Integration = Template["integrations"][number];

/** A simulated third party that a catalog watches. */
export interface Target {
  upstream: string;
  /** Ids of the integrations that fail with it. */
  integrations: string[];
  /** Whether one of them tells somebody. */
  alerts: boolean;
  /** How many integrations need one of them. */
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
  const targets = new Map<string, Target>();
  for (const integration of integrations) {
    for (const check of integration.checks) {
      const upstream = upstreamOf(integration, check);
      if (upstream === undefined) continue;
      const { integrations: others = [], ...before } = targets.get(upstream) ?? {};
      targets.set(upstream, {
        upstream,
        integrations: [...new Set([...others, integration.id])],
        alerts: before.alerts || ALERTING.includes(integration.lifecycle ?? "active"),
        dependants:
          (before.dependants ?? 0) +
          integrations.filter(({ depends_on: needs = [] }) => needs.includes(integration.id)).length,
        slowSeconds: Math.min(before.slowSeconds ?? Number.POSITIVE_INFINITY, thresholdOf(check)),
      });
    }
  }
  return [...targets.values()];
}

function thresholdOf({ latency }: Check): number {
  const threshold = duration().safeParse((latency as { degraded?: unknown } | undefined)?.degraded);
  return threshold.data ?? Number.POSITIVE_INFINITY;
}
