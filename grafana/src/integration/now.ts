/** One integration: what it is, whose, how it is and since when. */
import { BigValueColorMode } from "@grafana/grafana-foundation-sdk/common";
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { catalog, durationQuantile, probe, worstState } from "../metrics.ts";
import { stat, timeline } from "../panels.ts";
import { BREAKER, CHECK_STATUS, COLORS, mappingOf, RATIO_STEPS, STATUS } from "../states.ts";
import { table } from "../table.ts";

/** The integration of the dashboard, and its chosen checks. */
export const ONE = 'integration="$integration"';
export const CHECKS = `${ONE}, check=~"$check"`;

export const status = () =>
  stat({
    title: "Status",
    description:
      "The worst of its checks, over the last hour of probes. Down: read 'Failing because' below, then what it depends on.",
    series: [{ expr: worstState(STATUS, ONE, "integration"), legend: "status" }],
    unit: "none",
  }).mappings([mappingOf(STATUS)]);

/** When it last had another status than now, to the minute. */
export const since = () =>
  stat({
    title: "Since",
    description:
      "How long it has had this status; compare with your deployments and the vendor's status page.",
    series: [
      {
        expr:
          `max(max_over_time(timestamp(max by (status) (${probe.status}{${ONE}}) == 0)[7d:1m])` +
          ` and on (status) max by (status) (${probe.status}{${ONE}}) == 1) * 1000`,
        legend: "since",
      },
    ],
    unit: "dateTimeFromNow",
  })
    .colorMode(BigValueColorMode.None)
    .noValue("as far back as we know");

const MAINTENANCE: ValueMap = {
  type: MappingType.ValueToText,
  options: {
    0: { text: "no", color: "transparent", index: 0 },
    1: { text: "under way", color: COLORS.info, index: 1 },
  },
};

export function owner() {
  const labels = ["title", "group", "team", "channel", "email", "lifecycle"];
  const perIntegration = (metric: string, matcher = "") =>
    `max by (integration) (${metric}{${ONE}${matcher}})`;
  return table({
    title: "Owner",
    description:
      "Whose it is, where to reach them and how fast they promise to respond. During maintenance nobody is paged.",
    columns: [
      {
        title: "Title",
        label: "title",
        from: `max by (integration, ${labels.join(", ")}) (${catalog.info}{${ONE}})`,
      },
      { title: "Team", label: "team" },
      { title: "Channel", label: "channel" },
      { title: "E-mail", label: "email" },
      {
        title: "Emergency",
        label: "contact",
        from: `max by (integration, team, contact) (${catalog.info}{${ONE}} * on (team) group_left (contact) max by (team, contact) (${catalog.teamInfo}))`,
      },
      { title: "Lifecycle", label: "lifecycle" },
      { title: "Group", label: "group" },
      { title: "Responds within", expr: perIntegration(catalog.responseSla), unit: "s" },
      {
        title: "Maintenance",
        expr: perIntegration(catalog.maintenance),
        unit: "none",
        mapping: MAINTENANCE,
      },
      { title: "Cost from", expr: perIntegration(catalog.cost, ', bound="min"'), unit: "currencyUSD" },
      { title: "to, a month", expr: perIntegration(catalog.cost, ', bound="max"'), unit: "currencyUSD" },
      { title: "Id", label: "integration" },
    ],
    worstFirst: "Title",
  });
}

const perCheck = (metric: string) => `max by (check) (${metric}{${CHECKS}} >= 0)`;

export function checks() {
  const provider = `max by (check, provider) (${catalog.checkInfo}{${CHECKS}})`;
  return table({
    title: "Checks, worst first",
    description:
      "What is probed and why it fails. unauthorized: renew the secret; rate_limited: lengthen the interval; timeout, " +
      "connect, dns: look at our network first; server_error: the vendor's. An open breaker tries again at the time shown.",
    columns: [
      {
        title: "Status",
        expr: `${worstState(CHECK_STATUS, CHECKS, "check")} * on (check) group_left (provider) ${provider}`,
        unit: "none",
        mapping: mappingOf(CHECK_STATUS),
        width: 120,
      },
      { title: "Check", label: "check" },
      { title: "Provider", label: "provider" },
      {
        title: "Failing because",
        label: "reason",
        from: `max by (check, reason) (${probe.failureReason}{${CHECKS}} == 1)`,
      },
      { title: "Failures in a row", expr: perCheck(probe.consecutiveFailures), unit: "none" },
      {
        title: "Breaker",
        expr: worstState(BREAKER, CHECKS, "check"),
        unit: "none",
        mapping: mappingOf(BREAKER),
      },
      {
        title: "Next trial",
        expr: `${perCheck(probe.circuitBreakerOpenUntil)} * 1000`,
        unit: "dateTimeFromNow",
      },
      { title: "Success (1 h)", expr: perCheck(probe.successRatio), unit: "percentunit", steps: RATIO_STEPS },
      { title: "p95 (1 h)", expr: `${durationQuantile(0.95, CHECKS, "1h", "check")} >= 0`, unit: "s" },
      { title: "Last success", expr: `${perCheck(probe.lastSuccess)} * 1000`, unit: "dateTimeFromNow" },
      { title: "Last probe", expr: `${perCheck(probe.lastProbe)} * 1000`, unit: "dateTimeFromNow" },
    ],
    worstFirst: "Status",
  });
}

export const statusTimeline = () =>
  timeline({
    title: "Status over time",
    description:
      "The status of each check. One check red, the others green: a part of the vendor, or one secret.",
    expr: worstState(CHECK_STATUS, CHECKS, "check"),
    legend: "{{check}}",
    mapping: mappingOf(CHECK_STATUS),
  });

export const breakerTimeline = () =>
  timeline({
    title: "Circuit breaker over time",
    description:
      "Open: the upstream is left alone and tried now and then. Opening and closing by turns: it fails under load, or limits us.",
    expr: worstState(BREAKER, CHECKS, "check"),
    legend: "{{check}}",
    mapping: mappingOf(BREAKER),
  });
