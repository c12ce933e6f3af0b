/** One integration: what stands around it. */
import { catalog, withInfo, worstState } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import type { About } from "../panels.ts";
import { mappingOf, STATUS } from "../states.ts";
import { table } from "../table.ts";
import { ONE } from "../variables.ts";

/** Status of the integrations in `chosen`, any vector with a label `integration`. */
const related = (about: About, chosen: string) =>
  table({
    ...about,
    columns: [
      {
        title: "Status",
        expr: `${withInfo(worstState(STATUS, 'integration!=""', "integration"), "title, team")} and on (integration) ${chosen}`,
        unit: "none",
        mapping: mappingOf(STATUS),
        width: 110,
      },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Title", label: "title" },
      { title: "Team", label: "team" },
    ],
    worstFirst: "Status",
  });

export const upstreams = () =>
  related(
    {
      title: "Depends on",
      description:
        "What it needs, directly or through others. One of these red: begin there, its failure explains this one, and this one is not paged.",
    },
    `label_replace(${catalog.dependency}{${ONE}}, "integration", "$1", "depends_on", "(.+)")`,
  ).noValue("It depends on nothing else here");

export const downstreams = () =>
  related(
    {
      title: "What depends on it",
      description: "Who suffers while it is down. Tell their teams; their alerts are held back meanwhile.",
    },
    `${catalog.dependency}{depends_on="$integration"}`,
  ).noValue("Nothing else here depends on it");
