/** "Theirs or ours?", as far as the reason of a failed probe tells. */
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { REASONS, type Reason } from "../../exporter/src/contract.ts";
import { probe } from "./metrics.ts";
import { COLORS } from "./states.ts";

type Side = "ours" | "network" | "theirs";

const SIDES: Record<Reason, Side> = {
  dns: "network",
  connect: "network",
  tls: "network",
  timeout: "network",
  unauthorized: "ours",
  forbidden: "ours",
  rate_limited: "ours",
  quota_exhausted: "ours",
  not_found: "ours",
  server_error: "theirs",
  unexpected_response: "theirs",
  tool_missing: "theirs",
  internal: "ours",
};

/** Red is what we can mend ourselves. */
export const SIDE_COLORS: Record<Side, string> = {
  ours: COLORS.bad,
  network: COLORS.info,
  theirs: COLORS.warning,
};

const reasonsOf = (side: Side) => REASONS.filter((reason) => SIDES[reason] === side).join("|");

export const SIDES_AND_REASONS = (Object.keys(SIDE_COLORS) as Side[]).map(
  (side) => [side, reasonsOf(side)] as const,
);

/** The greater explains more: what a dependency does explains all else. */
const FAULTS = {
  none: { code: 0, text: "nothing fails", color: COLORS.good },
  past: { code: 1, text: "slow, or just back", color: COLORS.neutral },
  network: { code: 2, text: "network", color: SIDE_COLORS.network },
  theirs: { code: 3, text: "theirs", color: SIDE_COLORS.theirs },
  ours: { code: 4, text: "ours", color: SIDE_COLORS.ours },
  dependency: { code: 5, text: "a dependency's", color: COLORS.neutral },
} as const;

export const FAULT_MAPPING: ValueMap = {
  type: MappingType.ValueToText,
  options: Object.fromEntries(
    Object.values(FAULTS).map(({ code, text, color }, index) => [String(code), { text, color, index }]),
  ),
};

/** One of the codes above for an integration: by its reasons, its vendor's page and what it depends on. */
export function fault(matchers: string): string {
  const byReason = SIDES_AND_REASONS.map(
    ([side, reasons]) => `${probe.failureReason}{${matchers}, reason=~"${reasons}"} * ${FAULTS[side].code}`,
  );
  const bad = `${probe.checkStatus}{${matchers}, status=~"degraded|down"}`;
  const past = `${bad} * ${FAULTS.past.code}`;
  // What others suffer from explains nothing while all is well here.
  const unwell = `(${bad} == 1 or ${probe.consecutiveFailures}{${matchers}} > 0)`;
  const vendor = `${probe.reportedStatus}{${matchers}, status=~"degraded|down"} * ${FAULTS.theirs.code} and on (integration) ${unwell}`;
  const dependency =
    `integration_dependency:consecutive_failures:max{${matchers}} * 0 + ${FAULTS.dependency.code}` +
    ` and on (integration) ${unwell}`;
  return `max(${[...byReason, past, vendor, dependency].join(" or ")})`;
}
