/** What Prometheus and Alertmanager tell of themselves, and of the exporter, on a quiet day: samples without their time. */
import type { Instant } from "../../../exporter/src/contract.ts";
import { exposePairs, type Labels } from "../../../exporter/src/metrics/exposition.ts";

const GROUPS = ["integration", "availability", "slo", "history"].map(
  (name) => `/etc/prometheus/rules/${name}.rules.yml;${name}`,
);
const WAYS = ["slack", "pagerduty", "email"];
const EXPORTER = { job: "integration_exporter", instance: "exporter:10120" };
/** One alert on the exporter, for its dashboard. */
const LATE = { alertname: "IntegrationExporterProbesLate", severity: "warning" };

/** @param startedAt counters count from then */
export function serverSamples(at: Instant, startedAt: Instant): string[] {
  const minutes = Math.floor((at - startedAt) / 60);
  return [
    ...of({ job: "prometheus", instance: "prometheus:9090" }, [
      ["up", {}, 1],
      ["prometheus_config_last_reload_successful", {}, 1],
      ["prometheus_tsdb_head_series", {}, 9000 + (minutes % 500)],
      ["prometheus_tsdb_storage_blocks_bytes", {}, 4e8 + 1e5 * minutes],
      ["prometheus_tsdb_wal_storage_size_bytes", {}, 5e7 + 1e5 * (minutes % 120)],
      ["prometheus_notifications_sent_total", {}, 4 * minutes],
      ["prometheus_notifications_errors_total", {}, Math.floor(minutes / 700)],
      ["prometheus_notifications_dropped_total", {}, 0],
      ...GROUPS.flatMap((name, index): Sample[] => [
        ["prometheus_rule_evaluation_failures_total", { rule_group: name }, Math.floor(minutes / 900)],
        ["prometheus_rule_group_iterations_missed_total", { rule_group: name }, 0],
        ["prometheus_rule_group_last_duration_seconds", { rule_group: name }, 0.05 * (index + 1)],
        ["prometheus_rule_group_interval_seconds", { rule_group: name }, 15],
      ]),
    ]),
    ...of(EXPORTER, [
      ["ALERTS", { alertstate: "firing", ...LATE }, 1],
      ["ALERTS_FOR_STATE", LATE, startedAt],
    ]),
    ...of({ job: "alertmanager", instance: "alertmanager:9093" }, [
      ["up", {}, 1],
      ["alertmanager_config_last_reload_successful", {}, 1],
      ["alertmanager_silences", { state: "active" }, minutes % 300 < 60 ? 1 : 0],
      ["alertmanager_alerts", { state: "active" }, 5],
      ["alertmanager_alerts", { state: "suppressed" }, 2],
      ...WAYS.flatMap((integration, index): Sample[] => [
        ["alertmanager_notifications_total", { integration }, Math.floor(minutes / (5 * (index + 1)))],
        [
          "alertmanager_notifications_failed_total",
          { integration },
          Math.floor(minutes / (400 * (index + 1))),
        ],
      ]),
    ]),
  ];
}

type Sample = [name: string, labels: Labels, value: number];

const of = (target: Labels, samples: Sample[]): string[] =>
  samples.map(([name, labels, value]) => `${name}{${exposePairs({ ...target, ...labels })}} ${value}`);
