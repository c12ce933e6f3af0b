/** One integration: how fast it answers, and where the time goes. */
import { GraphDrawStyle } from "@grafana/grafana-foundation-sdk/common";
import { heatmap } from "../heatmap.ts";
import { catalog, durationQuantile, probe } from "../metrics.ts";
import { limitLine, lines, stacked } from "../panels.ts";
import { COLORS, PHASE_COLORS } from "../states.ts";
import { CHECKS } from "../variables.ts";

const WINDOW = "$__rate_interval";
/** The finest step: a quantile of a single probe says nothing. */
const STEP = "5m";
const NO_SUCCESS = "No probe has succeeded";

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
    .interval(STEP)
    .noValue(NO_SUCCESS)
    .overrideByName("degraded above", limitLine(COLORS.warning))
    .overrideByName("down above", limitLine(COLORS.bad));

export function phases() {
  const panel = stacked({
    title: "Where the time goes",
    description:
      "Phases of the last probe, mean over the chosen checks. dns, connect and tls are the network's; wait is the vendor thinking; transfer grows with the answer.",
    series: [{ expr: `avg by (phase) (${probe.probePhase}{${CHECKS}} >= 0)`, legend: "{{phase}}" }],
    unit: "s",
  })
    .drawStyle(GraphDrawStyle.Line)
    .noValue("No probe yet");
  for (const [phase, color] of Object.entries(PHASE_COLORS))
    panel.overrideByName(phase, [{ id: "color", value: { mode: "fixed", fixedColor: color } }]);
  return panel;
}

export const durations = () =>
  heatmap({
    title: "Durations of successful probes",
    description:
      "Two bands: two kinds of answers, such as cached and not. A band that climbs: the vendor gets slower for all.",
    expr: `sum by (le) (increase(${probe.probeDuration}_bucket{${CHECKS}}[${WINDOW}]))`,
  })
    .interval(STEP)
    .noValue(NO_SUCCESS);
