import { integrationEvents } from "../annotations.ts";
import { type DashboardSpec, line } from "../dashboard.ts";
import { UIDS } from "../navigation.ts";
import { manyIntegrations } from "../variables.ts";
import { causesNow, heldBack, takenDown } from "./causes.ts";
import { graph } from "./graph.ts";
import { causesOverTime } from "./history.ts";
import { causeTable, mostNeeded, takenDownTable } from "./tables.ts";

/** What stands on what, and what that does to it now. */
export const dependencies = (): DashboardSpec => ({
  uid: UIDS.dependencies,
  title: "Dependencies",
  description: "What is the root cause now, and what does it take down?",
  reading: `A root cause is an integration that fails, that others need, and that needs nothing which fails. Only it pages: the alerts
of what stands on it are held back, through any number of steps, until it is back. Begin with the table on top; tell the
teams in the one beside it.

In the graph an arrow goes from an integration to what it needs. Red arrows lead to the cause. It shows the steps that the
catalog names (\`depends_on\`); the tables count those through others too.

A quiet day is for the lowest table: what many stand on, and what is promised more than it promises itself.`,
  from: "now-24h",
  // The graph arranges itself anew with each refresh, under the mouse of whoever reads it.
  refresh: "1m",
  variables: manyIntegrations(),
  annotations: integrationEvents(),
  sections: [
    {
      lines: [
        line(4, [8, causesNow()], [8, takenDown()], [8, heldBack()]),
        line(6, [24, causeTable()]),
        line(14, [13, graph()], [11, takenDownTable()]),
      ],
    },
    { title: "Before and after", lines: [line(6, [24, causesOverTime()]), line(10, [24, mostNeeded()])] },
  ],
});
