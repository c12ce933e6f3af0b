/** What a schema cannot say: how the parts of a catalog fit together. Judged on every part that can be read. */
import { z } from "zod";
import { show } from "../contract.ts";
import { CommonCheck, Pace } from "./check.ts";
import { dependencyFaults } from "./dependencies.ts";
import { formatDuration } from "./durations.ts";
import type { MaintenanceWindow } from "./maintenance.ts";
import { unknownName, unknownNames } from "./messages.ts";
import { unfit } from "./pace.ts";
import { type Path, pathText, valueAt } from "./path.ts";
import { DEFAULT_TEAM, IntegrationHead, SecretItem, Team, VENDOR_CHECK } from "./schema.ts";
import type { Fault } from "./survey.ts";

/** Without the rule that a key must be known: the schema of the whole tells that. */
const [Head, Owner, Item] = [IntegrationHead.strip(), Team.strip(), SecretItem.strip()];
const Name = CommonCheck.pick({ id: true, provider: true }).extend({ signature: z.string().optional() });

/** The fields of a mapping that are right: what can still be judged while others are wrong. */
function readable<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strip>,
  value: unknown,
): Partial<z.output<z.ZodObject<Shape>>> {
  const whole = schema.safeParse(value);
  if (whole.success) return whole.data as z.output<z.ZodObject<Shape>>;
  const fields = Object.entries(schema.shape).flatMap(([key, field]) => {
    const parsed = z.safeParse(field as z.ZodType, valueAt(value, [key]));
    return parsed.success ? [[key, parsed.data]] : [];
  });
  return Object.fromEntries(fields);
}

const listAt = (value: unknown, key: string): unknown[] => {
  const found = valueAt(value, [key]);
  return Array.isArray(found) ? found : [];
};

/** All faults of a catalog's plain data that are beyond its schema. */
export function relationFaults(value: unknown): Fault[] {
  const integrations = listAt(value, "integrations").map((raw, index) => ({
    ...readable(Head, raw),
    path: ["integrations", index],
    checks: listAt(raw, "checks"),
    webhooks: listAt(raw, "webhooks"),
    status_page: valueAt(raw, ["status_page"]),
  }));
  const teams = valueAt(value, ["teams"]) ?? { [DEFAULT_TEAM]: {} };
  return [
    ...paceFaults(value, integrations),
    ...repeated(integrations),
    ...dependencyFaults(integrations),
    ...replacementFaults(integrations),
    ...Object.entries(valueAt(value, ["secrets"]) ?? {}).flatMap(([id, raw]) =>
      teamFaults(readable(Item, raw).team, teams, ["secrets", id]),
    ),
    ...Object.entries(teams).flatMap(([id, raw]) =>
      escalationFaults(readable(Owner, raw).escalation ?? [], ["teams", id, "escalation"]),
    ),
    ...integrations.flatMap(({ team, cost, maintenance, checks, webhooks, path, status_page: page }) => [
      ...teamFaults(team, teams, path),
      ...rangeFaults(cost, maintenance ?? [], path),
      ...repeated([
        ...(page === undefined ? [] : [{ id: VENDOR_CHECK, path: [...path, "status_page"] }]),
        ...checks.map((raw, index) => named(raw, "provider", [...path, "checks", index])),
      ]),
      ...repeated(webhooks.map((raw, index) => named(raw, "signature", [...path, "webhooks", index]))),
    ]),
  ];
}

/** A check goes by its id, or by its provider's name; a webhook by its id, or by that of its signature. */
function named(raw: unknown, otherwise: "provider" | "signature", path: Path) {
  const name = readable(Name, raw);
  return { id: valueAt(raw, ["id"]) === undefined ? name[otherwise] : name.id, path };
}

/** Judged only where every key of the pace is right: a wrong one would make others look wrong. */
function paceFaults(value: unknown, integrations: { path: Path; checks: unknown[] }[]): Fault[] {
  const defaults = Pace.safeParse(valueAt(value, ["defaults"]) ?? {});
  if (!defaults.success) return [];
  const inDefaults = unfit(defaults.data, {}, ["defaults"]);
  if (inDefaults.length > 0) return inDefaults;
  return integrations.flatMap(({ checks, path }) =>
    checks.flatMap((raw, index) => {
      const own = Pace.safeParse(raw);
      return own.success ? unfit(own.data, defaults.data, [...path, "checks", index]) : [];
    }),
  );
}

function repeated(items: { id?: string | undefined; path: Path }[]): Fault[] {
  const first = new Map<string, Path>();
  return items.flatMap(({ id, path }) => {
    if (id === undefined) return [];
    const before = first.get(id);
    if (!before) first.set(id, path);
    return before
      ? [{ path: [...path, "id"], message: `must be unique, ${show(id)} is ${pathText(before)} already` }]
      : [];
  });
}

function teamFaults(team: string | undefined, teams: unknown, path: Path): Fault[] {
  if (team === undefined || typeof teams !== "object" || teams === null || Object.hasOwn(teams, team))
    return [];
  const known = Object.keys(teams);
  const message =
    team === DEFAULT_TEAM
      ? `is required: must be one of ${known.join(", ")}`
      : unknownName("a key of teams", team, known);
  return [{ path: [...path, "team"], message }];
}

interface Replaceable {
  id?: string | undefined;
  replaced_by?: string | undefined;
  lifecycle?: string | undefined;
  path: Path;
}

function replacementFaults(integrations: Replaceable[]): Fault[] {
  const known = new Set(integrations.flatMap(({ id }) => id ?? []));
  const message = unknownNames("the id of another integration");
  return integrations.flatMap(({ id, replaced_by: by, lifecycle, path }) => {
    if (by === undefined) return [];
    const at = [...path, "replaced_by"];
    if (by === id || !known.has(by)) {
      const others = () => [...known].filter((other) => other !== id);
      return [{ path: at, message: message(by, others) }];
    }
    return lifecycle === "deprecated" || lifecycle === "discontinued"
      ? []
      : [{ path: at, message: `needs lifecycle deprecated or discontinued, got ${lifecycle}` }];
  });
}

function escalationFaults(steps: { after: number }[], path: Path): Fault[] {
  return steps.flatMap(({ after }, index) => {
    const before = steps[index - 1]?.after ?? 0;
    const message = `must be later than the step before (${formatDuration(before)}), got ${formatDuration(after)}`;
    return after > before ? [] : [{ path: [...path, index, "after"], message }];
  });
}

function rangeFaults(
  cost: { min: number; max: number } | undefined,
  maintenance: z.output<typeof MaintenanceWindow>[],
  path: Path,
): Fault[] {
  const faults: Fault[] = [];
  if (cost && cost.min > cost.max) {
    faults.push({
      path: [...path, "cost", "min"],
      message: `must not be above max (${cost.max}), got ${cost.min}`,
    });
  }
  for (const [index, window] of maintenance.entries()) {
    if ("cron" in window || window.from < window.to) continue;
    const [begin, end] = [window.from, window.to].map((instant) => new Date(instant * 1000).toISOString());
    faults.push({
      path: [...path, "maintenance", index, "from"],
      message: `must be before to (${end}), got ${begin}`,
    });
  }
  return faults;
}
