import { activeAlerts, CHOSEN_OR_NONE, incidents } from "../alerts.ts";
import { integrationEvents } from "../annotations.ts";
import { type DashboardSpec, line } from "../dashboard.ts";
import { incidentsByDay, uptimeByDay } from "../history/days.ts";
import { years } from "../history/years.ts";
import { UIDS } from "../navigation.ts";
import { history, manyIntegrations } from "../variables.ts";
import { integrationTable } from "./integrations.ts";
import { counts, groups, score, tiles } from "./now.ts";
import {
  errorRate,
  responseTime,
  retryRate,
  scoreTrend,
  successRate,
  troubleTimeline,
} from "./performance.ts";
import { maintenance, runningOut } from "./upcoming.ts";

const READING = `
The first line says whether anything is wrong: a score below 100 % and a number beside "down" or "degraded". The tiles and
the table below say what: begin with the top row, its reason, and what its vendor says of itself; a click on its id opens the
dashboard [Integration](integration.md).

Several that went down together share a cause: look at [Dependencies](dependencies.md) before you open each of them. Alerts
that are held back because a dependency is down are not listed. When all is green, read "About to expire or run out".

Vertical lines mark openings of the circuit breaker, maintenance and loads of the catalog; alerts, "Deployment or push" and new
versions can be switched on at the top. The last two are what the vendors tell, such as a push to GitHub or a deployment at
Vercel: your own product's deployments are there only where they are made at one of them.
`;

/** Everything at a glance: what is wrong now on top, how it went below. */
export const overview = (): DashboardSpec => ({
  uid: UIDS.overview,
  title: "Integrations",
  description:
    "Is anything wrong with the third parties that we depend on: which one, since when, why, and whose job is it?",
  reading: READING.trim(),
  from: "now-24h",
  refresh: "5s",
  variables: [...manyIntegrations(), history()],
  annotations: integrationEvents(),
  sections: [
    {
      lines: [
        line(4, [3, score()], [9, counts()], [12, groups()]),
        line(7, [24, tiles()]),
        line(13, [24, integrationTable()]),
      ],
    },
    {
      title: "Alerts, deadlines and planned work",
      lines: [line(8, [11, activeAlerts(CHOSEN_OR_NONE)], [8, runningOut()], [5, maintenance()])],
    },
    {
      title: "Incidents",
      lines: [line(11, [9, troubleTimeline()], [15, incidents(CHOSEN_OR_NONE)])],
    },
    {
      title: "How it went",
      lines: [
        line(4, [8, successRate()], [8, errorRate()], [8, retryRate()]),
        line(9, [12, responseTime()], [12, scoreTrend()]),
      ],
    },
    years(uptimeByDay(), incidentsByDay()),
  ],
});
