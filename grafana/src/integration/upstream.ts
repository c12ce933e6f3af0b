/** One integration: what its upstream shows of itself. */
import { changes } from "../inventory.ts";
import { probe, worstState } from "../metrics.ts";
import { lines, stat, thresholds, timeline } from "../panels.ts";
import { COLORS, ENVIRONMENT, mappingOf } from "../states.ts";
import { CHECKS } from "../variables.ts";

export const activity = () =>
  stat({
    title: "Last activity",
    description:
      "When something last happened there: a push, a deployment, a document, a release. Old: nobody uses it, or it stopped.",
    series: [{ expr: `max by (check) (${probe.activity}{${CHECKS}} >= 0) * 1000`, legend: "{{check}}" }],
    unit: "dateTimeFromNow",
  }).noValue("Nothing told");

export const environments = () =>
  timeline({
    title: "Environments",
    description:
      "Parts of the upstream with a status of their own, as it tells them. Red: look there, not at the integration as a whole.",
    expr: worstState(ENVIRONMENT, CHECKS, "environment"),
    legend: "{{environment}}",
    mapping: mappingOf(ENVIRONMENT),
  }).noValue("No part has a status of its own");

export const quotas = () =>
  lines({
    title: "Quota left",
    description:
      "Share of each quota that is left, by the upstream's own count. Below 10 %: slow down whoever spends it; the product is refused at 0.",
    series: [{ expr: `integration_check:quota_remaining:ratio{${CHECKS}}`, legend: "{{check}}: {{quota}}" }],
    unit: "percentunit",
  }).noValue("No quota told");

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
        expr: `max by (check, kind) (${changes(CHECKS)})`,
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
