/** One integration: what its people should know, and who is next when nobody answers. */
import { catalog } from "../metrics.ts";
import { table } from "../table.ts";
import { ONE } from "./now.ts";

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
  });

export const notes = () =>
  table({
    title: "Notes",
    description: "What one should know of it: open issues, quirks. From the catalog.",
    columns: [{ title: "Note", label: "note", from: `max by (note) (${catalog.note}{${ONE}})` }],
    worstFirst: "Note",
  });
