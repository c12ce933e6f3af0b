/** One integration: how often it fails, and why. */
import { LineInterpolation } from "@grafana/grafana-foundation-sdk/common";
import { catalog, probe } from "../metrics.ts";
import { limitLine, lines, stacked } from "../panels.ts";
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
