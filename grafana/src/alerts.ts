/** Alerts as Prometheus keeps them, in two series of its own; they are few, so that looking back a week is cheap. */
import { DRILL_DOWN } from "./navigation.ts";
import { type Column, table } from "./table.ts";

const BY = "alertname, integration, severity";

/** Of the chosen integrations, and of none: the exporter's own. Reports (info) are no incidents. */
const SCOPE = 'integration=~"$integration|", severity!~"info|none"';

/** A firing alert has `alertstate`, the series with its start has not. */
const started = `ALERTS_FOR_STATE{${SCOPE}}`;
const firing = `ALERTS{alertstate="firing", ${SCOPE}}`;

const LABELS: Column[] = [
  { title: "Alert", label: "alertname" },
  { title: "Integration", label: "integration", link: DRILL_DOWN },
  { title: "Severity", label: "severity", width: 90 },
];

export const activeAlerts = () =>
  table({
    title: "Active alerts",
    description:
      "Alerts that fire now. An alert of an integration whose dependency is down is held back: begin with what is listed. " +
      "Its runbook is linked in the notification.",
    columns: [
      ...LABELS,
      {
        title: "Firing since",
        expr: `max by (${BY}) (${started} and ignoring (alertstate) ${firing}) * 1000`,
        unit: "dateTimeFromNow",
      },
    ],
    worstFirst: "Firing since",
  }).noValue("No alert");

export function incidents() {
  const fired = `ignoring (alertstate) count_over_time(${firing}[7d])`;
  return table({
    title: "Incidents of the last 7 days",
    description:
      "Alerts that fired, how often and when last. Often and short: raise a threshold or ask the vendor; " +
      "always at the same hour: look for a job of ours.",
    columns: [
      ...LABELS,
      {
        title: "Times",
        expr: `max by (${BY}) (changes(${started}[7d]) + 1 and ${fired})`,
        unit: "none",
        width: 80,
      },
      {
        title: "Last began",
        expr: `max by (${BY}) (last_over_time(${started}[7d]) and ${fired}) * 1000`,
        unit: "dateTimeFromNow",
      },
    ],
    worstFirst: "Last began",
  }).noValue("No incident");
}
