import { type DashboardSpec, line } from "../dashboard.ts";
import { UIDS } from "../navigation.ts";
import { integrationsOfAnyLifecycle } from "../variables.ts";
import { budgetByDay, incidentsByDay, responseTimeTrend, scoreTrend, uptimeByDay } from "./days.ts";
import { INFO } from "./series.ts";
import { incidents, integrationTable, promisesKept, responseTime, success, uptime } from "./summary.ts";

/** Months and years: what is left of a day when its details are gone. */
export const history = (): DashboardSpec => ({
  uid: UIDS.history,
  title: "History",
  description:
    "How good was each integration over weeks, months and years, and is it getting better or worse?",
  reading: `Prometheus keeps 30 days. For more choose VictoriaMetrics as the data source, where it runs
([history](../history.md)): the figures have the same names there.

Read from the top: the numbers of the whole time, each integration with the least uptime first, then its days. Go to a vendor
with the row of the table and the red days; go to the dashboard on SLOs for what spends a budget now.

Figures are told each hour, of the 24 hours before it; the charts take the one at midnight (UTC), which is that of a day. So
today's outage is in the numbers on top within the hour, and in the charts tomorrow.`,
  from: "now-90d",
  refresh: "1h",
  variables: integrationsOfAnyLifecycle(INFO),
  annotations: [],
  sections: [
    {
      lines: [
        line(4, [5, uptime()], [5, incidents()], [5, success()], [5, responseTime()], [4, promisesKept()]),
        line(10, [24, integrationTable()]),
        line(10, [24, uptimeByDay()]),
      ],
    },
    {
      title: "Better or worse",
      lines: [
        line(9, [12, scoreTrend()], [12, responseTimeTrend()]),
        line(9, [12, incidentsByDay()], [12, budgetByDay()]),
      ],
    },
  ],
});
