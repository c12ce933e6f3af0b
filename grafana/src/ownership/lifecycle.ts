/** Where integrations stand in their lives, and what is written about them. */
import { BigValueColorMode } from "@grafana/grafana-foundation-sdk/common";
import { catalog, oneOf, probe, withInfo, worstState } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { stat } from "../panels.ts";
import { anyIs, COLORS, mappingOf, STATUS } from "../states.ts";
import { type Column, table } from "../table.ts";
import { CHOSEN } from "../variables.ts";

export const lifecycles = () =>
  stat({
    title: "Integrations by lifecycle",
    description:
      "Only piloted and active ones page. Planned for a year: give it up. Deprecated for long: see who still needs it.",
    series: [
      {
        expr: `count by (lifecycle) (${oneOf(`${catalog.info}{${CHOSEN}}`, "integration", "lifecycle")})`,
        legend: "{{lifecycle}}",
      },
    ],
    unit: "none",
  })
    .colorMode(BigValueColorMode.None)
    .noValue("No integration");

const LEAVING = `${catalog.info}{${CHOSEN}, lifecycle=~"deprecated|discontinued"}`;

/** How many that page need it, directly or through others. */
const needed =
  `max by (integration) (label_replace(count by (depends_on) (max by (integration, depends_on) (${catalog.dependency})` +
  ` and on (integration) ${catalog.info}{lifecycle=~"piloted|active"}), "integration", "$1", "depends_on", "(.+)"))`;

export const leaving = () =>
  table({
    title: "On their way out, most needed first",
    description:
      "Deprecated and discontinued integrations, what takes their place and how many that page still need them. " +
      "Needed by some: move those over first. By none, and it still costs: end the contract and take it out of the catalog.",
    columns: [
      {
        title: "Needed by",
        expr: `${needed} and on (integration) ${LEAVING} or max by (integration) (${LEAVING}) * 0`,
        unit: "none",
        steps: anyIs(COLORS.warning),
        width: 100,
      },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      {
        title: "Title",
        label: "title",
        from: oneOf(LEAVING, "integration", "title, team, lifecycle"),
      },
      { title: "Team", label: "team" },
      { title: "Lifecycle", label: "lifecycle" },
      {
        title: "Replaced by",
        label: "replaced_by",
        from: oneOf(`${catalog.replacement}{${CHOSEN}}`, "integration", "replaced_by"),
      },
      {
        title: "Status",
        expr: `${worstState(STATUS, CHOSEN, "integration")} and on (integration) ${LEAVING}`,
        unit: "none",
        mapping: mappingOf(STATUS),
      },
      {
        title: "Costs up to, a month",
        expr: `max by (integration) (${catalog.cost}{bound="max"}) and on (integration) ${LEAVING}`,
        unit: "currencyUSD",
      },
    ],
    worstFirst: "Needed by",
  }).noValue("None is deprecated");

const inventory = (title: string, kind: string): Column => ({
  title,
  expr: `max by (integration, check) (${probe.inventory}{${CHOSEN}, kind="${kind}"} >= 0)`,
  unit: "none",
  ...(kind === "pages" ? {} : { steps: anyIs(COLORS.warning) }),
});

export const documentation = () =>
  table({
    title: "Documentation, most broken links first",
    description:
      "Folders of pages that are checked: how many pages no commit changed for the check's `max_age`, and links that lead nowhere. " +
      "The probe's output names them. A page that is still right: say so in it, with the date.",
    columns: [
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Check", label: "check" },
      {
        title: "Team",
        label: "team",
        from: withInfo(`max by (integration, check) (${probe.inventory}{${CHOSEN}, kind="pages"})`, "team"),
      },
      inventory("Pages", "pages"),
      inventory("Out of date", "pages_stale"),
      inventory("Broken links", "links_broken"),
    ],
    worstFirst: "Broken links",
  }).noValue("No documentation is checked");

export const notes = () =>
  table({
    title: "Notes",
    description: "Open issues and quirks, as the catalog has them. One that is settled: take it out.",
    columns: [
      { title: "Integration", label: "integration", link: DRILL_DOWN, width: 180 },
      { title: "Team", label: "team", width: 120 },
      {
        title: "Note",
        label: "note",
        from: withInfo(`max by (integration, note) (${catalog.note}{${CHOSEN}})`, "team"),
      },
    ],
    worstFirst: "Integration",
    worst: "least",
  }).noValue("No note");
