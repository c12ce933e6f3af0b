/** The time chosen in a few numbers: of all, and of each integration. */
import { BigValueColorMode } from "@grafana/grafana-foundation-sdk/common";
import { oneOf } from "../metrics.ts";
import { DRILL_DOWN_NOW } from "../navigation.ts";
import { stat } from "../panels.ts";
import { table } from "../table.ts";
import { BUCKETS, day, eachDay, quantile, whole } from "./series.ts";

export const NO_DAY_YET = "Nothing kept of this time yet";

/** Without colours: whether it was enough is for the objectives to say. */
const figure = (title: string, description: string, expr: string, unit: string) =>
  stat({ title, description, series: [{ expr, legend: title }], unit })
    .colorMode(BigValueColorMode.None)
    .noValue(NO_DAY_YET);

export const uptime = () =>
  figure(
    "Uptime",
    "Share of the time in which an integration could be used, on average. Down is from the third failed probe in a row to the " +
      "next success; maintenance does not count. One bad integration of many hardly moves it: see the table.",
    `avg(avg_over_time(${whole("uptime:ratio")}))`,
    "percentunit",
  ).decimals(3);

export const incidents = () =>
  figure(
    "Incidents",
    "How often an integration went down on the full days (UTC) of this time. Many short ones are a matter for retries " +
      "and timeouts, few long ones for a second supplier.",
    `sum(sum_over_time(${eachDay("incidents:count")}))`,
    "none",
  ).decimals(0);

export const success = () =>
  figure(
    "Successful probes",
    "Share of the probes that succeeded, an integration's average as good as another's. Below the uptime: probes fail now and " +
      "then without three in a row, look for timeouts and rate limits.",
    `avg(avg_over_time(${whole("probe_success:ratio")}))`,
    "percentunit",
  ).decimals(2);

export const responseTime = () =>
  figure(
    "Response time (p95)",
    "95 of 100 successful probes of all the chosen integrations were at least as fast. It rose against the time before: the " +
      "table tells which integration is slow.",
    quantile(0.95, `sum_over_time(${whole(BUCKETS)})`),
    "s",
  ).decimals(2);

export const promisesKept = () =>
  figure(
    "Objectives kept",
    "Share of the objectives with something left of their error budget of 30 days, at the last full hour. Below 100 %: the " +
      "dashboard on SLOs tells which, and what spends it.",
    `avg(${day("error_budget_remaining:ratio")} >= bool 0)`,
    "percentunit",
  ).decimals(0);

export const integrationTable = () =>
  table({
    title: "Integrations, least uptime first",
    description:
      "What each integration was worth over this time: the base for talks with a vendor, for credits under its SLA, or for a " +
      "replacement. Worst day is the share of a 30-day error budget that one day took. No uptime: its lifecycle pages nobody, " +
      "or it refused us all the time.",
    columns: [
      { title: "Integration", label: "integration", link: DRILL_DOWN_NOW },
      {
        title: "Title",
        label: "title",
        from: oneOf(day("info:last"), "integration", "title, group, team"),
      },
      { title: "Group", label: "group" },
      { title: "Team", label: "team" },
      // To sort by: Grafana takes an empty cell for less than any, so that least uptime first would begin with those.
      {
        title: "Down",
        expr: `1 - avg_over_time(${whole("uptime:ratio")})`,
        unit: "percentunit",
        decimals: 2,
      },
      {
        title: "Uptime",
        expr: `avg_over_time(${whole("uptime:ratio")})`,
        unit: "percentunit",
        decimals: 2,
      },
      { title: "Incidents", expr: `sum_over_time(${eachDay("incidents:count")})`, unit: "none" },
      { title: "Success", expr: `avg_over_time(${whole("probe_success:ratio")})`, unit: "percentunit" },
      {
        title: "p95",
        expr: quantile(0.95, `sum_over_time(${whole(BUCKETS)})`, ["integration"]),
        unit: "s",
      },
      {
        title: "p99",
        expr: quantile(0.99, `sum_over_time(${whole(BUCKETS)})`, ["integration"]),
        unit: "s",
      },
      {
        title: "Worst day",
        expr: `max by (integration) (max_over_time(${whole("error_budget_spent:ratio")}))`,
        unit: "percentunit",
      },
    ],
    worstFirst: ["Down", "Worst day"],
  }).noValue(NO_DAY_YET);
