/** How fast error budgets are spent, over the windows that prometheus/rules/slo.rules.yml records and alerts on. */
import { COLORS, type Steps } from "../states.ts";
import { CHOSEN } from "../variables.ts";

/**
 * At a burn of 1 a budget lasts exactly its 30 days. Above `limit` IntegrationErrorBudgetBurn counts the window: the
 * first four page, the last two are a ticket.
 */
const WINDOWS = [
  { window: "5m", limit: 14.4, color: COLORS.bad },
  { window: "30m", limit: 6, color: COLORS.bad },
  { window: "1h", limit: 14.4, color: COLORS.bad },
  { window: "6h", limit: 6, color: COLORS.bad },
  { window: "1d", limit: 3, color: COLORS.warning },
  { window: "3d", limit: 1, color: COLORS.warning },
] as const;

export const PAGING_BURN = 14.4;

export const BUDGET_SECONDS = 30 * 86_400;

export const burn = (window: (typeof WINDOWS)[number]["window"]) =>
  `integration_slo:error_budget_burn:ratio_rate${window}{${CHOSEN}}`;

export const remaining = `integration_slo:error_budget:remaining_ratio30d{${CHOSEN}}`;

/** What goes on: of the last hour where three probes failed in it and they still do, else of the last days. */
const pace =
  `(${burn("1h")} and integration_slo:errors:increase1h > 2.5 unless ${burn("5m")} == 0` +
  ` or ${burn("1d")} or ${burn("3d")})`;

/** Seconds until nothing is left of the budget at that pace. At most 30 days: by then today's errors no longer count. */
export const lastsFor = `clamp_max(clamp_min(${remaining}, 0) / clamp_min(${pace}, 1e-9) * ${BUDGET_SECONDS}, ${BUDGET_SECONDS})`;

/** For a table: without the name of the series, which would be a column of its own. */
export const nameless = (series: string) => `max by (integration, slo) (${series})`;

export const burnColumns = () =>
  WINDOWS.map(({ window, limit, color }) => ({
    title: `Burn ${window}`,
    expr: nameless(burn(window)),
    unit: "short",
    decimals: 1,
    steps: [
      [null, COLORS.good],
      [limit, color],
    ] satisfies Steps,
    width: 85,
  }));
