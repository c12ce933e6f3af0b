/** One integration: how often it fails, and why. */
import { LineInterpolation } from "@grafana/grafana-foundation-sdk/common";
import { SIDE_COLORS, SIDES_AND_REASONS } from "../faults.ts";
import { catalog, inWords, probe } from "../metrics.ts";
import { limitLine, lines, stacked } from "../panels.ts";
import { COLORS } from "../states.ts";
import { CHECKS, ONE } from "../variables.ts";

const WINDOW = "$__rate_interval";
const NO_PROBE = "No probe yet";

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
    .noValue(NO_PROBE)
    .overrideByName("objective", limitLine(COLORS.bad));

export function failures() {
  const panel = stacked({
    title: "Failures by reason",
    description:
      "Failed probes, by why. Shades of red are ours to mend, of amber the vendor's, of blue the network's: " +
      "a mix of those on many integrations is our own.",
    series: [
      {
        expr: inWords(`sum by (reason) (increase(${probe.probeFailures}{${CHECKS}}[${WINDOW}])) > 0`),
        legend: "{{words}} ({{reason}})",
      },
    ],
    unit: "short",
  })
    .interval("5m")
    .noValue("No failure");
  for (const [side, reasons] of SIDES_AND_REASONS)
    panel.overrideByRegexp(`/\\((${reasons})\\)$/`, [
      { id: "color", value: { mode: "shades", fixedColor: SIDE_COLORS[side] } },
    ]);
  return panel;
}

export const consecutiveFailures = () =>
  lines({
    title: "Failures in a row",
    description: "Failed probes since the last success. More than 5 make a check down, whatever its ratio.",
    series: [{ expr: `max by (check) (${probe.consecutiveFailures}{${CHECKS}})`, legend: "{{check}}" }],
    unit: "none",
  })
    .lineInterpolation(LineInterpolation.StepAfter)
    .noValue(NO_PROBE);

export const interval = () =>
  lines({
    title: "Interval between probes",
    description:
      "Longer than usual: the exporter backs off while the check stays down. It returns to the catalog's interval with the first success.",
    series: [{ expr: `max by (check) (${probe.probeInterval}{${CHECKS}})`, legend: "{{check}}" }],
    unit: "s",
  })
    .lineInterpolation(LineInterpolation.StepAfter)
    .noValue(NO_PROBE);

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
  })
    .interval("5m")
    .noValue(NO_PROBE);
