import { activeAlerts, incidents } from "../alerts.ts";
import { eventsOfOne } from "../annotations.ts";
import { type DashboardSpec, line } from "../dashboard.ts";
import { responseTimeTrend, uptimeOfOne } from "../history/days.ts";
import { years } from "../history/years.ts";
import { UIDS } from "../navigation.ts";
import { history, ONE, oneIntegration } from "../variables.ts";
import { downstreams, upstreams } from "./around.ts";
import { breakerTimeline, checks, lastProbes, statusTimeline } from "./checks.ts";
import { consecutiveFailures, failures, interval, retries, successRatio } from "./failures.ts";
import { durations, phases, quantiles } from "./latency.ts";
import { maintenance, reasons, since, status, vendor, whose } from "./now.ts";
import { escalation, notes, owner } from "./people.ts";
import { activity, certificate, drift, environments, inventory, quotas } from "./upstream.ts";
import { deliveries } from "./webhooks.ts";

const READING = `
The first line answers the three questions of a bad night: what is wrong, since when, and whose it is. "Ours" means that
somebody here can mend it now; "a dependency's" means to begin with what stands under "Depends on"; "theirs" means to tell
those under "What depends on it" and to watch the vendor's page.

Below, "Checks" says which part fails and when it is tried again, the two timelines when it began, "Active alerts" which
runbook to open, and "Owner" whom to call. The rest explains: failures by reason, latency by phase, and what the upstream
tells of itself. Vertical lines mark openings of the circuit breaker, alerts, maintenance, loads
of the catalog, and what the vendor tells: pushes, deployments at Vercel or Fly, new versions. Your own product's deployments are
not among them, unless they are made there.
`;

/** One integration in depth: what is wrong with it and whose it is on top, then why, then what it measured. */
export const integration = (): DashboardSpec => ({
  uid: UIDS.integration,
  title: "Integration",
  description: "What is wrong with this integration, since when, and is it theirs or ours?",
  reading: READING.trim(),
  from: "now-24h",
  refresh: "30s",
  variables: [...oneIntegration(), history()],
  annotations: eventsOfOne(),
  sections: [
    {
      lines: [
        line(4, [3, status()], [3, since()], [4, whose()], [6, reasons()], [4, vendor()], [4, maintenance()]),
        line(5, [24, checks()]),
        line(4, [12, statusTimeline()], [12, breakerTimeline()]),
        line(5, [10, activeAlerts(ONE)], [7, upstreams()], [7, downstreams()]),
        line(4, [24, owner()]),
      ],
    },
    {
      title: "Failures",
      lines: [
        line(8, [12, successRatio()], [12, failures()]),
        line(7, [8, consecutiveFailures()], [8, interval()], [8, retries()]),
        line(9, [12, lastProbes()], [12, incidents(ONE)]),
      ],
    },
    {
      title: "Latency",
      lines: [line(9, [12, quantiles()], [12, phases()]), line(8, [24, durations()])],
    },
    {
      title: "What the upstream tells",
      lines: [
        line(3, [8, activity()], [8, certificate()], [8, drift()]),
        line(6, [8, environments()], [8, quotas()], [8, inventory()]),
        line(7, [24, deliveries()]),
      ],
    },
    {
      title: "People",
      lines: [line(5, [12, escalation()], [12, notes()])],
    },
    years(uptimeOfOne(), responseTimeTrend()),
  ],
});
