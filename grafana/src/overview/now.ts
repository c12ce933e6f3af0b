/** What is wrong now: the top of the overview. */
import { BigValueTextMode } from "@grafana/grafana-foundation-sdk/common";
import { probe, withInfo, worstState } from "../metrics.ts";
import { DRILL_DOWN_SERIES } from "../navigation.ts";
import { stat, thresholds } from "../panels.ts";
import { COLORS, mappingOf, RATIO_STEPS, STATUS } from "../states.ts";
import { statusCounts } from "../status-counts.ts";
import { CHOSEN } from "../variables.ts";

/** 1 for an integration in that status, else 0; one series per integration however many Prometheus jobs scrape it. */
export const is = (status: string) =>
  `max by (integration) (${probe.status}{${CHOSEN}, status=~"${status}"})`;

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
    .thresholds(thresholds(RATIO_STEPS))
    .noValue("Nothing measured");
}

export const counts = () =>
  statusCounts(
    {
      title: "Integrations by status",
      description:
        "How many integrations are in each status. Several down at once often share a dependency, or our own network: " +
        "open one and look at what it depends on.",
    },
    (status) => `sum(${is(status)})`,
  );

/** "6/7 healthy": PromQL makes a label of a number with count_values, so that both can stand in the name. */
export function groups() {
  const healthy = `sum by (group) (${withInfo(is("healthy"), "group")})`;
  const total = `(sum by (group) (${withInfo(is("healthy|degraded|down|unknown"), "group")}) > 0)`;
  return stat({
    title: "Groups",
    description:
      "How many integrations of each group are healthy, the worst first; those that are not configured do not count. " +
      "A red group: choose it above and look at the table.",
    series: [
      {
        expr:
          `sort(count_values by (group) ("healthy", ${healthy})` +
          ` * on (group) group_left (total) count_values by (group) ("total", ${total})` +
          ` * on (group) group_left () (${healthy} / ${total}))`,
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
    )
    .noValue("Nothing measured");
}

export const tiles = () =>
  stat({
    title: "Every integration",
    description:
      "A tile each, always at the same place, so that a wall screen can be read from afar. Click one that is not green for its details.",
    series: [{ expr: worstState(STATUS, CHOSEN, "integration"), legend: "{{integration}}" }],
    unit: "none",
  })
    .textMode(BigValueTextMode.ValueAndName)
    .mappings([mappingOf(STATUS)])
    .overrideByFieldType("number", [{ id: "links", value: [DRILL_DOWN_SERIES] }])
    .noValue("No integration is chosen");
