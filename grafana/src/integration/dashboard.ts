import { dashboard, line } from "../dashboard.ts";
import { catalog } from "../metrics.ts";
import { anyOf, datasource, INTEGRATION_UID, labelValues, toOverview, trends } from "../navigation.ts";
import { downstreams, lateness, loaded, probesRunning, reload, upstreams, version } from "./around.ts";
import { consecutiveFailures, failures, interval, retries, successRatio } from "./failures.ts";
import { durations, phases, quantiles } from "./latency.ts";
import { breakerTimeline, checks, owner, since, status, statusTimeline } from "./now.ts";
import { escalation, notes } from "./people.ts";
import { activity, certificate, drift, environments, inventory, quotas, vendor } from "./upstream.ts";

/** One integration in depth: what it is and how it is on top, then why, then what it measured. */
export const integration = () =>
  dashboard({
    uid: INTEGRATION_UID,
    title: "Integration",
    description: "One integration: its owner, status, failures, latency and dependencies.",
    from: "now-24h",
    refresh: "30s",
    variables: [
      datasource(),
      labelValues("integration", "Integration", catalog.info),
      anyOf("check", "Check", `${catalog.checkInfo}{integration="$integration"}`),
    ],
    links: [toOverview(), ...trends(INTEGRATION_UID)],
    sections: [
      {
        lines: [
          line(4, [4, status()], [4, since()], [16, owner()]),
          line(6, [24, checks()]),
          line(6, [12, upstreams()], [12, downstreams()]),
          line(6, [12, statusTimeline()], [12, breakerTimeline()]),
          line(5, [12, escalation()], [12, notes()]),
        ],
      },
      {
        title: "Failures",
        lines: [
          line(8, [12, successRatio()], [12, failures()]),
          line(7, [8, consecutiveFailures()], [8, interval()], [8, retries()]),
        ],
      },
      {
        title: "Latency",
        lines: [line(9, [12, quantiles()], [12, phases()]), line(8, [24, durations()])],
      },
      {
        title: "Upstream",
        lines: [
          line(6, [4, vendor()], [4, activity()], [8, environments()], [8, quotas()]),
          line(6, [8, certificate()], [8, inventory()], [8, drift()]),
        ],
      },
      {
        title: "Exporter",
        collapsed: true,
        lines: [
          line(7, [8, lateness()], [8, probesRunning()], [4, reload()], [4, loaded()]),
          line(3, [24, version()]),
        ],
      },
    ],
  });
