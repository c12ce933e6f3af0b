import { z } from "zod";
import { type Failure, failure, type Status } from "../../contract.ts";
import { kind, type Options, type Page, read, summarise, worst } from "./page.ts";

const INDICATORS: Record<string, Status> = {
  none: "healthy",
  minor: "degraded",
  major: "degraded",
  critical: "down",
  maintenance: "degraded",
};
const COMPONENT_STATUSES: Record<string, Status> = {
  operational: "healthy",
  degraded_performance: "degraded",
  partial_outage: "degraded",
  under_maintenance: "degraded",
  major_outage: "down",
};

const Summary = z.object({
  status: z.object({ indicator: z.string(), description: z.string() }),
  components: z.array(z.object({ name: z.string(), status: z.string() })).default([]),
  incidents: z
    .array(
      z.object({
        name: z.string(),
        status: z.string(),
        components: z.array(z.object({ name: z.string() })).optional(),
      }),
    )
    .default([]),
});
type Summary = z.infer<typeof Summary>;

function tell({ status, components, incidents }: Summary, { components: wanted }: Options): Page | Failure {
  const open = incidents.filter((incident) => !/^(?:resolved|postmortem)$/.test(incident.status));
  const reported = read(INDICATORS, status.indicator);
  const names = open.map(({ name }) => name);
  if (!wanted) return { ok: true, reported, says: status.description, incidents: names };

  const there = wanted.map((name) => ({ name, found: components.filter((each) => each.name === name) }));
  const missing = there.filter(({ found }) => found.length === 0).map(({ name }) => name);
  if (missing.length > 0)
    return failure("not_found", `the page lists no component ${missing.join(", ")}: see components`);
  const environments = there.map(({ name, found }) => ({
    name,
    status: worst(found.map((component) => read(COMPONENT_STATUSES, component.status))),
  }));
  const concerned = open.filter((each) => each.components?.some(({ name }) => wanted.includes(name)) ?? true);
  return summarise(
    environments,
    concerned.map(({ name }) => name),
  );
}

export const atlassian = kind("/api/v2/summary.json", Summary, tell);
