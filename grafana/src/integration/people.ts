/** One integration: whose it is, what its people should know, and who is next when nobody answers. */
import { catalog, oneOf } from "../metrics.ts";
import { table } from "../table.ts";
import { ONE } from "../variables.ts";

export function owner() {
  const labels = ["title", "group", "team", "channel", "email", "lifecycle"];
  const perIntegration = (metric: string, matcher = "") =>
    `max by (integration) (${metric}{${ONE}${matcher}})`;
  return table({
    title: "Owner",
    description: "Whose it is, where to reach them and how fast they promise to respond.",
    columns: [
      {
        title: "Title",
        label: "title",
        from: oneOf(`${catalog.info}{${ONE}}`, "integration", labels.join(", ")),
      },
      { title: "Team", label: "team" },
      { title: "Channel", label: "channel" },
      { title: "E-mail", label: "email" },
      {
        title: "Emergency",
        label: "contact",
        from: `${oneOf(`${catalog.info}{${ONE}}`, "integration", "team")} * on (team) group_left (contact) ${oneOf(catalog.teamInfo, "team", "contact")}`,
      },
      { title: "Lifecycle", label: "lifecycle" },
      { title: "Group", label: "group" },
      { title: "Responds within", expr: perIntegration(catalog.responseSla), unit: "s" },
      { title: "Cost from", expr: perIntegration(catalog.cost, ', bound="min"'), unit: "currencyUSD" },
      { title: "to, a month", expr: perIntegration(catalog.cost, ', bound="max"'), unit: "currencyUSD" },
      {
        title: "Console",
        label: "url",
        from: `max by (integration, url) (${catalog.console}{${ONE}})`,
        link: { title: "Open the vendor's console", url: `\${__value.raw}` },
        word: "open",
      },
      { title: "Id", label: "integration" },
    ],
    worstFirst: "Title",
  }).noValue("Not in the catalog");
}

export const escalation = () =>
  table({
    title: "Escalation",
    description: "Who is told next, and how long after the page, while nobody of the team answers.",
    columns: [
      { title: "Step", label: "step" },
      { title: "Who", label: "to" },
      {
        title: "After",
        expr: `max by (step, to) (${catalog.escalation} and on (team) ${catalog.info}{${ONE}})`,
        unit: "s",
      },
    ],
    worstFirst: "Step",
    worst: "least",
  }).noValue("The catalog gives its team no steps");

export const notes = () =>
  table({
    title: "Notes",
    description: "What one should know of it: open issues, quirks. From the catalog.",
    columns: [{ title: "Note", label: "note", from: `max by (note) (${catalog.note}{${ONE}})` }],
    worstFirst: "Note",
    worst: "least",
  }).noValue("None");
