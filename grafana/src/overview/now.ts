/** What is wrong now: the top of the overview. */
import { BigValueTextMode } from "@grafana/grafana-foundation-sdk/common";
import { probe, withInfo, worstState } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { stat, thresholds } from "../panels.ts";
import { BREAKER, COLORS, mappingOf, RATIO_STEPS, STATUS, STATUS_STATES, VENDOR } from "../states.ts";
import { table } from "../table.ts";

/** The integrations that the variables let through. */
export const CHOSEN = 'integration=~"$integration"';

/** 1 for an integration in that status, else 0; one series per integration however many Prometheus jobs scrape it. */
const is = (status: string) => `max by (integration) (${probe.status}{${CHOSEN}, status=~"${status}"})`;

export function score() {
  const expr = `(sum(${is("healthy")}) + 0.5 * sum(${is("degraded")})) / (sum(${is("healthy|degraded|down")}) > 0)`;
  return stat({
    title: "Score",
    description:
      "Health of all chosen integrations together: a healthy one counts 1, a degraded one a half, one that is down 0; " +
      "unknown and not configured ones do not count. Below 90 %: look at the table for what is down.",
    series: [{ expr, legend: "score" }],
    unit: "percentunit",
  })
    .min(0)
    .max(1)
    .decimals(0)
    .thresholds(thresholds(RATIO_STEPS));
}

export function statusCounts() {
  const worstFirst = Object.entries(STATUS_STATES).sort(([, a], [, b]) => b.code - a.code);
  const panel = stat({
    title: "Integrations by status",
    description:
      "How many integrations are in each status. Several down at once often share a dependency, or our own network: " +
      "open one and look at what it depends on.",
    series: worstFirst.map(([status, { text }]) => ({ expr: `sum(${is(status)})`, legend: text })),
    unit: "none",
  });
  for (const [, { text, color }] of worstFirst)
    panel.overrideByName(text, [
      {
        id: "thresholds",
        value: thresholds([
          [null, COLORS.neutral],
          [1, color],
        ]).build(),
      },
    ]);
  return panel;
}

/** "6/7 healthy": PromQL makes a label of a number with count_values, so that both can stand in the name. */
export function groups() {
  const healthy = `sum by (group) (${withInfo(is("healthy"), "group")})`;
  const total = `(sum by (group) (${withInfo(is("healthy|degraded|down|unknown"), "group")}) > 0)`;
  return stat({
    title: "Groups",
    description:
      "How many integrations of each group are healthy; those that are not configured do not count. " +
      "A red group: choose it above and look at the table.",
    series: [
      {
        expr:
          `count_values by (group) ("healthy", ${healthy})` +
          ` * on (group) group_left (total) count_values by (group) ("total", ${total})` +
          ` * on (group) group_left () (${healthy} / ${total})`,
        legend: "{{group}} {{healthy}}/{{total}} healthy",
      },
    ],
    unit: "percentunit",
  })
    .textMode(BigValueTextMode.Name)
    .thresholds(
      thresholds([
        [null, COLORS.bad],
        [0.5, COLORS.warning],
        [1, COLORS.good],
      ]),
    );
}

export function integrationTable() {
  const by = "integration";
  // Looked up each minute of a day; older than that stays empty.
  const lastHealthy = `max_over_time(timestamp(${is("healthy")} == 1)[1d:1m])`;
  return table({
    title: "Integrations, worst first",
    description:
      "Which integration is failing, since when, whose it is and why. Click its id for the details. Empty 'since' on " +
      "an integration that is not healthy: it was not healthy in the last 24 hours. An open breaker means that it is probed less.",
    columns: [
      {
        title: "Status",
        expr: withInfo(worstState(STATUS, CHOSEN, by), "title, group, team, lifecycle"),
        unit: "none",
        mapping: mappingOf(STATUS),
        width: 120,
      },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Title", label: "title" },
      {
        title: "Not healthy since",
        expr: `(${lastHealthy} unless on (integration) ${is("healthy")} == 1) * 1000`,
        unit: "dateTimeFromNow",
      },
      { title: "Team", label: "team" },
      {
        title: "Failing because",
        label: "reason",
        from: `topk by (integration) (1, max by (integration, reason) (${probe.failureReason}{${CHOSEN}} == 1))`,
      },
      {
        title: "Breaker",
        expr: worstState(BREAKER, CHOSEN, by),
        unit: "none",
        mapping: mappingOf(BREAKER),
        width: 100,
      },
      {
        title: "Vendor says",
        expr: worstState(VENDOR, CHOSEN, by),
        unit: "none",
        mapping: mappingOf(VENDOR),
        width: 110,
      },
      {
        title: "Success (1 h)",
        expr: `min by (integration) (${probe.successRatio}{${CHOSEN}} >= 0)`,
        unit: "percentunit",
        steps: RATIO_STEPS,
      },
      {
        title: "p95 (10 min)",
        expr: `max by (integration) (integration_check:probe_duration_seconds:p95_10m{${CHOSEN}})`,
        unit: "s",
      },
      {
        title: "Last success",
        expr: `min by (integration) (${probe.lastSuccess}{${CHOSEN}} >= 0) * 1000`,
        unit: "dateTimeFromNow",
      },
      { title: "Group", label: "group" },
      { title: "Lifecycle", label: "lifecycle" },
    ],
    worstFirst: "Status",
  });
}
