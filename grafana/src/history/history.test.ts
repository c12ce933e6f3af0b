import { test } from "@jest/globals";
import { judge, queriesOf } from "../../test/promtool.ts";
import { incidentsByDay, uptimeByDay } from "./days.ts";

const opened = (expr = "") => expr.replaceAll("$__range", "2h");
const uptime = (integration: string, values: string) => ({
  [`integration_day:uptime:ratio{integration="${integration}"}`]: values,
});

test("days stand in the order of the whole time's uptime, the worst first, without what was never down", async () => {
  const row = (integration: string, average: string) =>
    `{integration="${integration}", average="${average}"}`;
  await judge({
    series: {
      ...uptime("bad", "0.5x60 1x60"),
      ...uptime("worse", "0.05x120"),
      ...uptime("good", "1x60 0.98x60"),
      ...uptime("perfect", "1x120"),
    },
    expr: opened(queriesOf(uptimeByDay())[0]),
    at: 120,
    // Prometheus and VictoriaMetrics sort series by their labels.
    gives: {
      [row("worse", "1050000")]: 0.05,
      [row("bad", "1750000")]: 1,
      [row("good", "1990000")]: 0.98,
    },
  });
});

test("an integration that changed its group is counted once", async () => {
  const info = (group: string) => `integration_day:info:last{integration="shop",group="${group}"}`;
  await judge({
    series: {
      [info("apis")]: "1 _x60",
      [info("shops")]: "_x60 1",
      'integration_day:incidents:count{integration="shop"}': "2x61",
    },
    expr: `sum(${queriesOf(incidentsByDay())[0]})`,
    at: 61,
    gives: { "{}": 2 },
  });
});
