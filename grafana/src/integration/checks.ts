/** One integration: its checks, and their last probes. */
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { catalog, durationQuantile, FAILURE_WORDS, inWords, oneOf, probe, worstState } from "../metrics.ts";
import { timeline } from "../panels.ts";
import { BREAKER, CHECK_STATUS, COLORS, mappingOf, RATIO_STEPS, VENDOR } from "../states.ts";
import { table } from "../table.ts";
import { CHECKS } from "../variables.ts";

const perCheck = (metric: string) => `max by (check) (${metric}{${CHECKS}} >= 0)`;

export function checks() {
  const provider = oneOf(`${catalog.checkInfo}{${CHECKS}}`, "check", "provider");
  return table({
    title: "Checks, worst first",
    description:
      "What is probed and why it fails. One check alone: that part of the vendor, or its secret. All of them: our network, or the " +
      "vendor as a whole. An open breaker tries again at the time shown.",
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
        label: "words",
        from: oneOf(`${FAILURE_WORDS}{${CHECKS}}`, "check", "words"),
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
  }).noValue("No check is chosen");
}

export const statusTimeline = () =>
  timeline({
    title: "Status over time",
    description:
      "The status of each check, and what the vendor's page says (vendor). One check red, the others green: a part of the vendor, " +
      "or one secret. Red here before the vendor says so: tell them.",
    expr: `${worstState(CHECK_STATUS, CHECKS, "check")} or ${worstState(VENDOR, CHECKS, "check")}`,
    legend: "{{check}}",
    mapping: mappingOf(CHECK_STATUS),
  }).noValue("No check is chosen");

export const breakerTimeline = () =>
  timeline({
    title: "Circuit breaker over time",
    description:
      "Open: the upstream is left alone and tried now and then. Opening and closing by turns: it fails under load, or limits us.",
    expr: worstState(BREAKER, CHECKS, "check"),
    legend: "{{check}}",
    mapping: mappingOf(BREAKER),
  }).noValue("No check is chosen");

const OUTCOME: ValueMap = {
  type: MappingType.ValueToText,
  options: {
    0: { text: "failed", color: COLORS.bad, index: 0 },
    1: { text: "succeeded", color: COLORS.good, index: 1 },
  },
};

/**
 * A series for each probe of the last hour: the label `at` (its start) tells them apart. What an exporter tells of its
 * last probe all comes from one scrape; several exporters probe at times of their own.
 */
function eachProbe(metric: string, labels = "") {
  const started = `count_values by (job, instance, check) ("at", ${probe.lastProbe}{${CHECKS}} >= 0)`;
  return (
    `max by (check, at${labels}) (max_over_time((${metric}` +
    ` * on (job, instance, check) group_left (at) ${started})[1h:15s]))`
  );
}

export const lastProbes = () =>
  table({
    title: "Last probes",
    description:
      "Each probe of the last hour, the newest on top. Failures after the same time each: a time-out; after no time: refused or not resolved. " +
      "For more than a probe each 15 seconds the list has gaps.",
    columns: [
      {
        title: "Started",
        expr: `${eachProbe(`${probe.lastProbe}{${CHECKS}}`)} * 1000`,
        unit: "dateTimeAsIso",
      },
      { title: "Check", label: "check" },
      {
        title: "Outcome",
        expr: eachProbe(`${probe.up}{${CHECKS}}`),
        unit: "none",
        mapping: OUTCOME,
        width: 110,
      },
      {
        title: "Reason",
        label: "words",
        from: inWords(eachProbe(`(${probe.failureReason}{${CHECKS}} == 1)`, ", reason")),
      },
      { title: "Duration", expr: eachProbe(`${probe.lastProbeDuration}{${CHECKS}}`), unit: "s" },
    ],
    hidden: ["at", "reason"],
    worstFirst: "Started",
  }).noValue("No probe in the last hour");
