/** One day beside the other. */
import { VisibilityMode } from "@grafana/grafana-foundation-sdk/common";
import { FieldColorBuilder, FieldColorModeId } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as StatusHistoryBuilder } from "@grafana/grafana-foundation-sdk/statushistory";
import { oneOf } from "../metrics.ts";
import { DATASOURCE, lines, range, stacked, thresholds } from "../panels.ts";
import { COLORS, type Steps } from "../states.ts";
import { BUCKETS, day, quantile, whole } from "./series.ts";
import { NO_DAY_YET } from "./summary.ts";

/** Of a day: a minute and a half, and a quarter of an hour. */
const UPTIME_STEPS: Steps = [
  [null, COLORS.bad],
  [0.99, COLORS.warning],
  [0.999, COLORS.good],
];

/** Which series a chart has room for must not change from day to day: the whole time decides. */
const ofAllDays = (name: string) => `avg_over_time(${whole(name)} @ end())`;

/**
 * The 15 with the least uptime, of those that were down at all. Rows come in the order of their labels, of which `average`
 * is the first: as a number of seven digits, so that words sort as numbers do.
 */
const worstFirst =
  `count_values by (integration) ("average",` +
  ` round(1e6 * (1 + bottomk(15, ${ofAllDays("uptime:ratio")} < 1))))`;

const uptimes = (title: string, description: string, expr: string) =>
  new StatusHistoryBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .withTarget(range({ expr, legend: "{{integration}}" }))
    .interval("1d")
    .unit("percentunit")
    .decimals(2)
    .min(0)
    .max(1)
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .thresholds(thresholds(UPTIME_STEPS))
    .showValue(VisibilityMode.Auto);

const COLOURED = "below 99.9 % (a minute and a half) yellow, below 99 % (a quarter of an hour) red";

export const uptimeByDay = () =>
  uptimes(
    "Uptime by day, the 15 worst",
    `Each integration's share of the day in which it could be used: ${COLOURED}; those without an outage are left out. ` +
      "A column of red is a common cause, a row of red a vendor to talk to.",
    `${day("uptime:ratio")} * on (integration) group_left (average) ${worstFirst}`,
  ).noValue("None was down, or nothing is kept of this time yet");

/** For a dashboard on one integration, which may never have been down. */
export const uptimeOfOne = () =>
  uptimes(
    "Uptime by day",
    `Share of the day in which it could be used: ${COLOURED}. Red on the same day each week or month: look for a job, a ` +
      "billing date or a release there.",
    day("uptime:ratio"),
  ).noValue("Nothing kept of this time yet, or nobody is paged for it");

export const scoreTrend = () =>
  lines({
    title: "Score",
    description:
      "Health of the chosen integrations together, of 100, over the 24 hours before each point. A slow fall is easy to miss day " +
      "by day: compare with the start of the quarter.",
    series: [{ expr: `avg(${day("score:avg")})`, legend: "score" }],
    unit: "none",
  })
    .interval("1d")
    // A hundredth is a quarter of an hour a day: from 0 on it would not be seen.
    .axisSoftMin(90)
    .max(100)
    .noValue(NO_DAY_YET);

export const responseTimeTrend = () =>
  lines({
    title: "Response time by day",
    description:
      "Of the successful probes of all that is chosen, over the 24 hours before each point. A step is a change of region, " +
      "plan or version at a vendor; a slope is growth.",
    series: [0.5, 0.95, 0.99].map((of) => ({
      expr: quantile(of, day(BUCKETS)),
      legend: `p${of * 100}`,
    })),
    unit: "s",
  })
    .interval("1d")
    .noValue(NO_DAY_YET);

export const incidentsByDay = () =>
  stacked({
    title: "Incidents by day",
    description:
      "How often an integration of each group went down in the 24 hours before each bar. One group alone: a vendor or an account " +
      "that they share. All at once: our own network.",
    series: [
      {
        expr:
          `sum by (group) (${day("incidents:count")} * on (integration) group_left (group) ` +
          `${oneOf(day("info:last"), "integration", "group")})`,
        legend: "{{group}}",
      },
    ],
    unit: "none",
  })
    .interval("1d")
    .noValue(NO_DAY_YET);

export const budgetByDay = () =>
  lines({
    title: "Error budget spent by day, the 5 greatest",
    description:
      "Share of an objective's 30-day budget that each day took. Above 100 % one day spent more than a month's: ask for the " +
      "vendor's report on it. Small every day: the objective does not fit this vendor.",
    series: [
      {
        expr:
          `${day("error_budget_spent:ratio")}` +
          ` and on (integration, slo) topk(5, ${ofAllDays("error_budget_spent:ratio")})`,
        legend: "{{integration}} {{slo}}",
      },
    ],
    unit: "percentunit",
  })
    .interval("1d")
    .noValue("No integration has an objective, or nothing is kept of this time");

export const promisesKeptByDay = () =>
  lines({
    title: "Objectives kept by day",
    description:
      "Share of the objectives with something left of their error budget of the 30 days before each point. A dip of a month " +
      "is one bad day; a level below 100 % is an objective that its vendor cannot keep.",
    series: [{ expr: `avg(${day("error_budget_remaining:ratio")} >= bool 0)`, legend: "kept" }],
    unit: "percentunit",
  })
    .interval("1d")
    .max(1)
    .noValue("No integration has an objective, or nothing is kept of this time");
