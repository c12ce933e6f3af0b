/** What the catalog leaves open of integrations that page. */
import { catalog, oneOf } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { anyIs, COLORS } from "../states.ts";
import { table } from "../table.ts";
import { CHOSEN } from "../variables.ts";

/** Those that page: of the others nothing is promised. */
const PAGING = oneOf(`${catalog.info}{${CHOSEN}, lifecycle=~"piloted|active"}`, "integration", "title, team");

const CONTACT = `${catalog.teamInfo}{contact!=""}`;

/** The integrations that lack something, by what they lack. */
export const holes = {
  objective: `${PAGING} unless on (integration) ${catalog.sloObjective}`,
  "response SLA": `${PAGING} unless on (integration) ${catalog.responseSla}`,
  contact: `${PAGING} unless on (team) ${CONTACT}`,
  escalation: `${PAGING} unless on (team) ${catalog.escalation}`,
};

const objective = (slo: string) =>
  `max by (integration) (${catalog.sloObjective}{slo="${slo}"}) and on (integration) ${PAGING}`;
const perTeam = (expr: string, label = "") => `${PAGING} * on (team) group_left (${label}) ${expr}`;

const union = Object.entries(holes)
  .map(([hole, expr]) => `label_replace(${expr}, "hole", "${hole}", "", "")`)
  .join(" or ");

export const promises = () =>
  table({
    title: "What is promised of each, most holes first",
    description:
      "Of integrations that page: an empty cell is a hole. Without an objective nobody knows when to worry; without a contact or " +
      "steps of escalation nobody else is called. Holes counts objective, response SLA, contact and escalation. " +
      "No dependency: right for a third party, wrong for what stands on one, whose failure then pages twice.",
    columns: [
      {
        title: "Holes",
        expr: `count by (integration, title, team) (${union}) or ${PAGING} * 0`,
        unit: "none",
        steps: anyIs(COLORS.warning),
        width: 70,
      },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Title", label: "title" },
      { title: "Team", label: "team" },
      { title: "Available", expr: objective("availability"), unit: "percentunit" },
      { title: "Fast enough", expr: objective("latency"), unit: "percentunit" },
      {
        title: "Response SLA",
        expr: `max by (integration) (${catalog.responseSla}) and on (integration) ${PAGING}`,
        unit: "s",
      },
      {
        title: "Emergency",
        label: "contact",
        from: `max by (integration, contact) (${perTeam(oneOf(CONTACT, "team", "contact"), "contact")})`,
      },
      {
        title: "Escalation steps",
        expr: `max by (integration) (${perTeam(`count by (team) (max by (team, step) (${catalog.escalation}))`)})`,
        unit: "none",
      },
      {
        title: "Depends on",
        expr: `count by (integration) (max by (integration, depends_on) (${catalog.dependency})) and on (integration) ${PAGING}`,
        unit: "none",
      },
    ],
    worstFirst: "Holes",
  }).noValue("No integration that pages");
