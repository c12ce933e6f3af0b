/** One integration: what its probes measured. */
import { GraphDrawStyle, LineInterpolation } from "@grafana/grafana-foundation-sdk/common";
import { catalog, durationQuantile, probe } from "../metrics.ts";
import { heatmap, limitLine, lines, stacked, stat, thresholds } from "../panels.ts";
import { COLORS } from "../states.ts";
import { CHECKS, ONE } from "./now.ts";

const WINDOW = "$__rate_interval";

export const successRatio = () =>
  lines({
    title: "Success ratio against the objective",
    description:
      "Share of successful probes over the last hour, by check. Below the dashed line the error budget is being spent.",
    series: [
      { expr: `max by (check) (${probe.successRatio}{${CHECKS}} >= 0)`, legend: "{{check}}" },
      { expr: `max(${catalog.sloObjective}{${ONE}, slo="availability"})`, legend: "objective" },
    ],
    unit: "percentunit",
  })
    .axisSoftMin(0.9)
    .max(1)
    .overrideByName("objective", limitLine(COLORS.bad));

export const failures = () =>
  stacked({
    title: "Failures by reason",
    description:
      "Failed probes, by why. unauthorized or forbidden is ours to mend; server_error is the vendor's; a mix of " +
      "timeout, connect and dns on many integrations is the network.",
    series: [
      {
        expr: `sum by (reason) (increase(${probe.probeFailures}{${CHECKS}}[${WINDOW}])) > 0`,
        legend: "{{reason}}",
      },
    ],
    unit: "short",
  }).noValue("No failure");

export const consecutiveFailures = () =>
  lines({
    title: "Failures in a row",
    description: "Failed probes since the last success. More than 5 make a check down, whatever its ratio.",
    series: [{ expr: `max by (check) (${probe.consecutiveFailures}{${CHECKS}})`, legend: "{{check}}" }],
    unit: "none",
  }).lineInterpolation(LineInterpolation.StepAfter);

export const interval = () =>
  lines({
    title: "Interval between probes",
    description:
      "Longer than usual: the exporter backs off while the check stays down. It returns to the catalog's interval with the first success.",
    series: [{ expr: `max by (check) (${probe.probeInterval}{${CHECKS}})`, legend: "{{check}}" }],
    unit: "s",
  }).lineInterpolation(LineInterpolation.StepAfter);

export const retries = () =>
  lines({
    title: "Retries per probe",
    description:
      "Attempts beyond the first. Rising while the success ratio holds: the vendor is about to fail.",
    series: [
      {
        expr:
          `sum by (check) (increase(${probe.probeRetries}{${CHECKS}}[${WINDOW}]))` +
          ` / (sum by (check) (increase(${probe.probes}{${CHECKS}}[${WINDOW}])) > 0)`,
        legend: "{{check}}",
      },
    ],
    unit: "short",
  });

export const durations = () =>
  heatmap({
    title: "Durations of successful probes",
    description:
      "Two bands: two kinds of answers, such as cached and not. A band that climbs: the vendor gets slower for all.",
    expr: `sum by (le) (increase(${probe.probeDuration}_bucket{${CHECKS}}[${WINDOW}]))`,
  });

export const quantiles = () =>
  lines({
    title: "Response time against the thresholds",
    description:
      "Duration of successful probes. A p95 above a dashed line makes the check degraded, or down; over an hour, not at once.",
    series: [
      ...[0.5, 0.95, 0.99].map((quantile) => ({
        expr: durationQuantile(quantile, CHECKS, WINDOW),
        legend: `p${quantile * 100}`,
      })),
      {
        expr: `min by (level) (${catalog.latencyThreshold}{${CHECKS}})`,
        legend: "{{level}} above",
      },
    ],
    unit: "s",
  })
    .overrideByName("degraded above", limitLine(COLORS.warning))
    .overrideByName("down above", limitLine(COLORS.bad));

export const phases = () =>
  stacked({
    title: "Where the time goes",
    description:
      "Phases of the last probe, mean over the chosen checks. dns, connect and tls are the network's; wait is the vendor thinking; transfer grows with the answer.",
    series: [{ expr: `avg by (phase) (${probe.probePhase}{${CHECKS}} >= 0)`, legend: "{{phase}}" }],
    unit: "s",
  }).drawStyle(GraphDrawStyle.Line);

export const certificate = () =>
  stat({
    title: "TLS certificate runs out in",
    description:
      "Below 21 days: ask whoever renews it. Most are renewed by a machine at 30 days, so this one is late.",
    series: [
      {
        expr: `min by (check) (${probe.certificateExpiry}{${CHECKS}} >= 0) - time()`,
        legend: "{{check}}",
      },
    ],
    unit: "s",
  })
    .decimals(0)
    .thresholds(
      thresholds([
        [null, COLORS.bad],
        [7 * 86400, COLORS.warning],
        [21 * 86400, COLORS.good],
      ]),
    )
    .noValue("No TLS seen");

export const inventory = () =>
  lines({
    title: "Inventory",
    description:
      "How many things (such as MCP tools) the upstream lists. A drop: it lost some, or we lost the right to see them.",
    series: [
      { expr: `max by (check, kind) (${probe.inventory}{${CHECKS}} >= 0)`, legend: "{{check}}: {{kind}}" },
    ],
    unit: "none",
  }).noValue("Nothing to list");

export const drift = () =>
  stat({
    title: "Inventory drift",
    description:
      "How often the names that the upstream lists changed in the time chosen, even where their number did not. Tell those who call them.",
    series: [
      {
        expr: `max by (check, kind) (changes(${probe.inventoryFingerprint}{${CHECKS}}[$__range]) and ${probe.inventory} >= 0)`,
        legend: "{{check}}: {{kind}}",
      },
    ],
    unit: "none",
  })
    .thresholds(
      thresholds([
        [null, COLORS.good],
        [1, COLORS.warning],
      ]),
    )
    .noValue("Nothing to list");
