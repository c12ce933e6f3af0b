import { activeAlerts, incidents } from "../alerts.ts";
import { dashboard, line } from "../dashboard.ts";
import { catalog } from "../metrics.ts";
import { anyOf, datasource, integrations, lifecycle, OVERVIEW_UID, trends } from "../navigation.ts";
import { groups, integrationTable, score, statusCounts } from "./now.ts";
import {
  errorRate,
  responseTime,
  retryRate,
  scoreTrend,
  successRate,
  troubleTimeline,
} from "./performance.ts";

/** Everything at a glance: what is wrong now on top, how it went below. */
export const overview = () =>
  dashboard({
    uid: OVERVIEW_UID,
    title: "Integrations",
    description:
      "The third parties that we depend on: which one fails, since when, why, and whose job it is.",
    from: "now-24h",
    refresh: "5s",
    variables: [
      datasource(),
      anyOf("group", "Group", catalog.info),
      anyOf("team", "Team", catalog.info),
      lifecycle(),
      integrations(),
    ],
    links: trends(OVERVIEW_UID),
    sections: [
      {
        lines: [
          line(5, [4, score()], [8, statusCounts()], [12, groups()]),
          line(13, [24, integrationTable()]),
        ],
      },
      { title: "Alerts", lines: [line(8, [12, activeAlerts()], [12, incidents()])] },
      {
        title: "How it went",
        lines: [
          line(4, [8, successRate()], [8, errorRate()], [8, retryRate()]),
          line(10, [8, troubleTimeline()], [8, responseTime()], [8, scoreTrend()]),
        ],
      },
    ],
  });
