import { integrationEvents } from "../annotations.ts";
import { type DashboardSpec, line } from "../dashboard.ts";
import { UIDS } from "../navigation.ts";
import { manyIntegrations } from "../variables.ts";
import { costsBy, costTable, toDecide, total, unknownCosts } from "./money.ts";
import { quotasLow, quotasOverTime, quotaTable, refused } from "./quotas.ts";

/** What runs out: calls on top, as they refuse the product tonight, then dollars. */
export const costs = (): DashboardSpec => ({
  uid: UIDS.costs,
  title: "Quotas and cost",
  description: "What is about to be spent: which quota before its reset, which budget?",
  reading: `A quota is what an upstream lets us call, by its own count; our product and the probes spend the same one. The table is
sorted by what will be left at its reset if the pace of the last quarter of an hour goes on: 0 % means that calls will be
refused, after *lasts for*, until *more in*. Slow down what spends it, or ask the vendor for more in time.

Costs are the catalog's estimates, a range for each integration. A budget is compared with the upper end. Sums leave out
what nobody estimated, so begin with *unknown*.`,
  from: "now-24h",
  refresh: "1m",
  variables: manyIntegrations(),
  annotations: integrationEvents(),
  sections: [
    {
      lines: [
        line(4, [6, quotasLow()], [6, refused()], [6, total()], [6, toDecide()]),
        line(12, [24, quotaTable()]),
        line(8, [12, costsBy("group")], [12, costsBy("team")]),
      ],
    },
    {
      title: "One by one",
      lines: [line(9, [24, quotasOverTime()]), line(12, [16, costTable()], [8, unknownCosts()])],
    },
  ],
});
