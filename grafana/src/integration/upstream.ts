/** One integration: what its upstream shows of itself. */
import { probe } from "../metrics.ts";
import { lines, stat, thresholds } from "../panels.ts";
import { COLORS } from "../states.ts";
import { CHECKS } from "./now.ts";

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
