import { exporterEvents } from "../annotations.ts";
import { type DashboardSpec, line } from "../dashboard.ts";
import { UIDS } from "../navigation.ts";
import { exporters } from "../variables.ts";
import {
  alertsSent,
  headSeries,
  notifications,
  reloads,
  ruleFailures,
  ruleTime,
  servers,
  silences,
  storage,
} from "./monitoring.ts";
import { lateness, newSeries, probesPerSecond, samples, scrapeTime, underWay } from "./probes.ts";
import { cpu, eventLoop, files, garbage, memory } from "./process.ts";
import { doubts, running } from "./tables.ts";
import { lateNow, overdue, scrapeNow, up, waiting } from "./trust.ts";

/** The monitoring itself: the exporter on top, Prometheus and Alertmanager below. */
export const exporter = (): DashboardSpec => ({
  uid: UIDS.exporter,
  title: "Exporter",
  description: "Can what we see be trusted?",
  reading: `Look here first when the other dashboards are empty, frozen or hard to believe. *Reasons for doubt* empty and all
tiles green: trust them. Otherwise:

- An exporter is **down**, or the scrape fails: what is shown is the past.
- Probes are **late** or **wait**: statuses are older than they look. The event loop, the CPU and the cap on concurrency are
  the three causes, each with its own panel.
- The **reload failed**: the catalog that you see is not the one that you wrote.
- Prometheus or Alertmanager is ill: the statuses are right, and nobody is told. Their section is at the bottom.

The variables choose exporters by Prometheus' job and instance; Prometheus and Alertmanager are always shown.`,
  from: "now-24h",
  refresh: "30s",
  variables: exporters(),
  annotations: exporterEvents(),
  sections: [
    {
      lines: [
        line(4, [4, up()], [4, lateNow()], [4, overdue()], [4, waiting()], [4, scrapeNow()], [4, servers()]),
        line(6, [10, doubts()], [14, running()]),
        line(7, [8, lateness()], [8, underWay()], [8, eventLoop()]),
        line(7, [8, probesPerSecond()], [8, scrapeTime()], [8, samples()]),
      ],
    },
    {
      title: "Process",
      lines: [line(7, [8, cpu()], [8, memory()], [8, garbage()]), line(6, [12, files()], [12, newSeries()])],
    },
    {
      title: "Prometheus and Alertmanager",
      lines: [
        line(4, [12, reloads()], [12, silences()]),
        line(7, [12, ruleTime()], [12, ruleFailures()]),
        line(7, [12, alertsSent()], [12, notifications()]),
        line(6, [12, storage()], [12, headSeries()]),
      ],
    },
  ],
});
