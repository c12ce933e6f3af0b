/** Alerts as Prometheus keeps them, in two series of its own. A week of them by the minute is dear to read: five do. */
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { FAILURE_WORDS, worstState } from "./metrics.ts";
import { DRILL_DOWN } from "./navigation.ts";
import { COLORS, mappingOf, SEVERITY } from "./states.ts";
import { type Column, table } from "./table.ts";

const BY = "alertname, integration, severity";

/** Reports (info) are no incidents. */
const TROUBLE = 'severity!~"info|none"';

/** A firing alert has `alertstate`, the series with its start has not. */
export const started = (matchers: string) =>
  `ALERTS_FOR_STATE{${matchers}} and ignoring (alertstate) ALERTS{alertstate="firing", ${matchers}}`;

/** As a `scope` below: the chosen integrations, and none, which are the exporter's own alerts. Any other is one integration. */
export const CHOSEN_OR_NONE = 'integration=~"$integration|"';

const unsaid = (scope: string) => (scope === CHOSEN_OR_NONE ? [] : ["integration"]);

const STILL_OPEN: ValueMap = {
  type: MappingType.ValueToText,
  options: { 1: { text: "still open", color: COLORS.bad, index: 0 } },
};

const labels = (scope: string): Column[] => [
  { title: "Alert", label: "alertname", width: 215 },
  ...(scope === CHOSEN_OR_NONE ? [{ title: "Integration", label: "integration", link: DRILL_DOWN }] : []),
];

/** Of the alerts that fire, to sort by: its table hides the label `severity`, which must be one of `by`. */
export const severity = (matchers: string, by: string): Column => ({
  title: "Severity",
  expr: worstState(SEVERITY, `alertstate="firing", ${matchers}`, by),
  unit: "none",
  mapping: mappingOf(SEVERITY),
  width: 90,
});

/** Address of the runbook of each alert, where the catalog says where they are. */
const withRunbook = (alerts: string) =>
  `label_replace(label_join((${alerts}) * on () group_left (runbooks) exporter:links_info:last{runbooks!=""},` +
  ` "page", "/", "runbooks", "alertname"), "runbook", "$1.md", "page", "(.+)")`;

export function activeAlerts(scope: string) {
  const since = `max by (${BY}) (${started(`${scope}, ${TROUBLE}`)})`;
  return table({
    title: "Active alerts",
    description:
      "Alerts that fire now, those that page on top, and what to do about each. An alert of an integration whose dependency is down is held back: " +
      "begin with what is listed. No runbook: the catalog does not say where they are.",
    columns: [
      severity(`${scope}, ${TROUBLE}`, BY),
      ...labels(scope),
      { title: "Active since", expr: `${since} * 1000`, unit: "dateTimeFromNow", width: 115 },
      {
        title: "Runbook",
        label: "runbook",
        from: `max by (${BY}, runbook) (${withRunbook(since)})`,
        link: { title: "Open the runbook", url: `\${__value.raw}` },
        word: "open",
        width: 85,
      },
    ],
    hidden: ["severity", ...unsaid(scope)],
    worstFirst: ["Severity", "Active since"],
  }).noValue("No alert");
}

/**
 * The alerts that fire, as a series for each time that one began: the label `start` tells them apart, so that a look back
 * finds each time by itself.
 */
const firing = (scope: string) =>
  `count_values by (${BY}) ("start", min by (${BY}) (${started(`${scope}, ${TROUBLE}`)}))`;

const WEEK = "[7d:5m]";
const STEP_SECONDS = 300;

/** In the words of the alerts, what failed most of the time. Every other step: the dearest look of all. */
const cause = (scope: string) =>
  `topk by (${BY}, start) (1, count_over_time((${firing(scope)} * on (integration) group_left (words)` +
  ` topk by (integration) (1, count by (integration, words) (${FAILURE_WORDS})))[7d:10m]))`;

export const incidents = (scope: string) =>
  table({
    title: "Incidents of the last 7 days",
    description:
      "Every time that an alert began to fire, to five minutes; a shorter one may be missing. " +
      "Often and short: raise a threshold or ask the vendor; always at the same hour: look for a job of ours. " +
      "Cause: why its probes failed most of the time; a short one may have none.",
    columns: [
      {
        title: "Began",
        // Since the last step: now, so that a new one stands on top at once.
        expr: `(min_over_time(timestamp(${firing(scope)})${WEEK}) or timestamp(${firing(scope)})) * 1000`,
        unit: "dateTimeFromNow",
        width: 115,
      },
      ...labels(scope),
      { title: "Severity", label: "severity", width: 80 },
      {
        title: "Lasted",
        expr: `count_over_time(${firing(scope)}${WEEK}) * ${STEP_SECONDS}`,
        unit: "s",
        width: 90,
      },
      { title: "Cause", label: "words", from: cause(scope) },
      { title: "State", expr: firing(scope), unit: "none", mapping: STILL_OPEN, width: 90 },
    ],
    hidden: ["start", ...unsaid(scope)],
    worstFirst: "Began",
  }).noValue("No incident");
