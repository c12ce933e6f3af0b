import { integrationEvents } from "../annotations.ts";
import { type DashboardSpec, line } from "../dashboard.ts";
import { budgetByDay, promisesKeptByDay } from "../history/days.ts";
import { years } from "../history/years.ts";
import { UIDS } from "../navigation.ts";
import { history, manyIntegrations } from "../variables.ts";
import { budgetLeft, burnRates } from "./history.ts";
import { burnAlerts, promises, promiseTable, withoutObjective } from "./promises.ts";

/** Every objective of the catalog and its error budget of 30 days. */
export const slos = (): DashboardSpec => ({
  uid: UIDS.slos,
  title: "SLOs",
  description: "Whose promise breaks next?",
  reading: `An objective of 99.5 % leaves a budget: 0.5 % of the probes of 30 days may fail (*availability*), or answer too late
(*latency*). The table is sorted by how long what is left of it lasts at its present pace (of the last hour while probes
fail, else of the last day): act from the top.

*Budget left* below 0 is a broken promise, and stays so until its failures are 30 days old; stop risky changes there and
tell those who rely on it. *Burn* says how fast it goes: 1 is as planned, 14.4 takes 2 % of the budget in an hour and pages.
Read the short windows for "does it go on?" and the long ones for "does it matter?".

Planned maintenance costs nothing. "No data" is not "kept": find out why nothing was probed.`,
  from: "now-7d",
  refresh: "1m",
  variables: [...manyIntegrations(), history()],
  annotations: integrationEvents(),
  sections: [
    {
      lines: [
        line(4, [12, promises()], [6, burnAlerts()], [6, withoutObjective()]),
        line(12, [24, promiseTable()]),
        line(8, [12, budgetLeft()], [12, burnRates()]),
      ],
    },
    years(budgetByDay(), promisesKeptByDay()),
  ],
});
