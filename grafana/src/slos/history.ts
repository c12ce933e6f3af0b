/** Error budgets over the time chosen: the ten that matter, as hundreds of lines tell nothing. */
import { ScaleDistribution, ScaleDistributionConfigBuilder } from "@grafana/grafana-foundation-sdk/common";
import { lines, withLimit } from "../panels.ts";
import { burn, PAGING_BURN, remaining } from "./burn.ts";

const LEGEND = "{{integration}} {{slo}}";
const WORST = 10;

// `@ end()`: chosen once, not again at every step.

export const budgetLeft = () =>
  withLimit(
    lines({
      title: "Budget left, the ten with least",
      description:
        "Below the dashed line the promise of 30 days is broken. A cliff is an outage: look what happened then. A slope is a " +
        "vendor that got worse: no page will tell you, this does. Further back than a month: see the days below.",
      series: [{ expr: `${remaining} and bottomk(${WORST}, ${remaining} @ end())`, legend: LEGEND }],
      unit: "percentunit",
    }),
    0,
  ).noValue("No budget known: needs an objective and an hour of probes");

export const burnRates = () =>
  withLimit(
    lines({
      title: "Burn of the last hour, the ten highest",
      description:
        "How many times too fast budgets were spent, by hour. Above the dashed line people are paged while it goes on; above 1 the " +
        "budget will not last its 30 days. Peaks together: a shared cause, see Dependencies.",
      series: [
        {
          expr: `${burn("1h")} and topk(${WORST}, max_over_time(${burn("1h")}[$__range] @ end()))`,
          legend: LEGEND,
        },
      ],
      unit: "short",
    }),
    PAGING_BURN,
  )
    .scaleDistribution(steep())
    .noValue("No objective, or nothing probed");

/** Burns lie between 0 and a thousand, and what matters is whether they exceed 1, or 14. */
const steep = () =>
  new ScaleDistributionConfigBuilder().type(ScaleDistribution.Symlog).log(10).linearThreshold(1);
