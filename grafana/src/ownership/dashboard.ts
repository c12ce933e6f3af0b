import { type DashboardSpec, line } from "../dashboard.ts";
import { UIDS } from "../navigation.ts";
import { integrationsOfAnyLifecycle } from "../variables.ts";
import { todo, undone } from "./due.ts";
import { promises } from "./holes.ts";
import { documentation, leaving, lifecycles, notes } from "./lifecycle.ts";
import { escalations, openPages, pagedIntegrations, scores, teams } from "./response.ts";
import { certificates, secrets } from "./secrets.ts";

/** What nobody is paged for and somebody must do; for the week, not for the night. */
export const ownership = (): DashboardSpec => ({
  uid: UIDS.ownership,
  title: "Ownership and hygiene",
  description: "What have we left undone, and whose is it?",
  reading: `Read it once a week, by team: choose yours above. *To do* has everything with a date, most urgent first; red is
overdue. *What is promised of each* has the holes of the catalog: an empty cell is a question that somebody will ask on a bad
night.

**Response SLA.** Prometheus sees how long a page lasted, not who answered it. *SLA kept at least* is the share of pages that were
over within the promised response: no more than that can be proven from here, and the truth is that or better. Maintenance
counts as no page.

Secrets belong to teams, not to integrations: of the variables only the team chooses among them.`,
  from: "now-30d",
  refresh: "5m",
  variables: integrationsOfAnyLifecycle(),
  annotations: [],
  sections: [
    {
      lines: [line(4, [24, undone()]), line(9, [24, todo()]), line(8, [24, teams()])],
    },
    { title: "Promises", lines: [line(10, [24, promises()])] },
    {
      title: "Response",
      lines: [
        line(8, [12, pagedIntegrations()], [12, openPages()]),
        line(7, [12, scores()], [12, escalations()]),
      ],
    },
    { title: "Secrets and certificates", lines: [line(9, [14, secrets()], [10, certificates()])] },
    {
      title: "Lifecycle and documentation",
      lines: [line(7, [6, lifecycles()], [18, leaving()]), line(7, [12, documentation()], [12, notes()])],
    },
  ],
});
