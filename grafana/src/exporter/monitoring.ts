/** Prometheus and Alertmanager, by what the alerts on them look at and by the job names that the rules know. */
import { LineInterpolation } from "@grafana/grafana-foundation-sdk/common";
import { lines, stacked, stat, thresholds, withLimit } from "../panels.ts";
import { anyIs, COLORS } from "../states.ts";
import { RELOADED, UP } from "./trust.ts";

const RATE = "[$__rate_interval]";
const BOTH = 'job=~"prometheus|alertmanager"';

export const servers = () =>
  stat({
    title: "Alerting",
    description:
      "Whether Prometheus can scrape itself and Alertmanager. No Alertmanager: alerts fire and nobody hears of them.",
    series: [{ expr: `min by (job) (up{${BOTH}})`, legend: "{{job}}" }],
    unit: "none",
  })
    .mappings([UP])
    .noValue("Not scraped: see the jobs of prometheus.yml");

export const reloads = () =>
  stat({
    title: "Their last reloads",
    description:
      "Failed: the configuration before it stays in force. The log says why; promtool and amtool check a file before.",
    series: [
      { expr: "min(prometheus_config_last_reload_successful)", legend: "Prometheus" },
      { expr: "min(alertmanager_config_last_reload_successful)", legend: "Alertmanager" },
    ],
    unit: "none",
  })
    .mappings([RELOADED])
    .noValue("Not scraped");

export const silences = () =>
  stat({
    title: "Kept from people",
    description:
      "Silences in force, and alerts that a silence or another alert holds back. A forgotten silence is an outage that nobody hears of: look through them.",
    series: [
      { expr: 'max(alertmanager_silences{state="active"})', legend: "silences" },
      { expr: 'max(alertmanager_alerts{state="suppressed"})', legend: "alerts held back" },
    ],
    unit: "none",
  })
    .thresholds(thresholds(anyIs(COLORS.info)))
    .noValue("Not scraped");

export const ruleTime = () =>
  withLimit(
    lines({
      title: "Rules: share of their interval",
      description:
        "How much of its interval each group of rules takes. At the dashed line evaluations are left out, and alerts come late: " +
        "give Prometheus CPU, or lengthen the interval.",
      series: [
        {
          expr:
            "max by (group) (label_replace(prometheus_rule_group_last_duration_seconds" +
            ' / prometheus_rule_group_interval_seconds, "group", "$1", "rule_group", "(?:.*;)?(.+)"))',
          legend: "{{group}}",
        },
      ],
      unit: "percentunit",
    }),
    1,
  ).noValue("No rules");

export const ruleFailures = () =>
  stacked({
    title: "Rules that failed or were left out",
    description:
      "Evaluations that failed, or had no time. Alerts of those rules are blind meanwhile: Prometheus' page of rules shows the error.",
    series: [
      { expr: `sum(increase(prometheus_rule_evaluation_failures_total${RATE}))`, legend: "failed" },
      { expr: `sum(increase(prometheus_rule_group_iterations_missed_total${RATE}))`, legend: "left out" },
    ],
    unit: "short",
  }).noValue("No rules");

export const alertsSent = () =>
  stacked({
    title: "Alerts on their way to Alertmanager",
    description:
      "Sent, and those that were lost: dropped from the queue, or refused. None sent at all: Watchdog always fires, so the way is broken.",
    series: [
      { expr: `sum(increase(prometheus_notifications_sent_total${RATE}))`, legend: "sent" },
      { expr: `sum(increase(prometheus_notifications_errors_total${RATE}))`, legend: "errors" },
      { expr: `sum(increase(prometheus_notifications_dropped_total${RATE}))`, legend: "dropped" },
    ],
    unit: "short",
  }).noValue("Prometheus is not scraped");

/** Alertmanager calls a kind of receiver an integration. */
export const notifications = () =>
  stacked({
    title: "Messages to people",
    description:
      "What Alertmanager sent by each kind of receiver, and what failed after all attempts. Failed: look at the credential of that receiver; " +
      "until it is mended people hear nothing there.",
    series: [
      {
        expr: `sum by (integration) (increase(alertmanager_notifications_total${RATE})) > 0`,
        legend: "{{integration}}",
      },
      {
        expr: `sum by (integration) (increase(alertmanager_notifications_failed_total${RATE})) > 0`,
        legend: "{{integration}} failed",
      },
    ],
    unit: "short",
  }).noValue("No message");

export const storage = () =>
  lines({
    title: "Prometheus' storage",
    description:
      "Blocks and write-ahead log on disk. Growing without end: retention is too long for the disk.",
    series: [
      { expr: "max(prometheus_tsdb_storage_blocks_bytes)", legend: "blocks" },
      { expr: "max(prometheus_tsdb_wal_storage_size_bytes)", legend: "write-ahead log" },
    ],
    unit: "bytes",
  }).noValue("Prometheus is not scraped");

export const headSeries = () =>
  lines({
    title: "Series in memory",
    description: "What Prometheus keeps in memory, of all jobs. Twice as many need about twice the memory.",
    series: [{ expr: "max(prometheus_tsdb_head_series)", legend: "series" }],
    unit: "short",
  })
    .lineInterpolation(LineInterpolation.StepAfter)
    .noValue("Prometheus is not scraped");
