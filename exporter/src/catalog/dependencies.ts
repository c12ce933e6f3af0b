import type { Fault } from "./document.ts";
import { unknownName } from "./messages.ts";
import type { Path } from "./path.ts";

interface Dependant {
  id?: string | undefined;
  depends_on?: string[] | undefined;
  path: Path;
}

/** Names that lead nowhere, and circles: nothing in a circle could be the root cause. */
export function dependencyFaults(integrations: readonly Dependant[]): Fault[] {
  const known = new Set(integrations.flatMap(({ id }) => id ?? []));
  const unknown = integrations.flatMap(({ depends_on = [], path }) =>
    depends_on.flatMap((id, index) =>
      known.has(id)
        ? []
        : [
            {
              path: [...path, "depends_on", index],
              message: unknownName("the id of an integration", id, [...known]),
            },
          ],
    ),
  );
  return [...unknown, ...circles(integrations)];
}

/** Each circle once, where the search first meets it. */
function circles(integrations: readonly Dependant[]): Fault[] {
  const byId = new Map(integrations.map((integration) => [integration.id, integration]));
  const done = new Set<string>();
  const faults: Fault[] = [];
  const visit = (id: string, trail: readonly string[]) => {
    const integration = byId.get(id);
    if (!integration || done.has(id)) return;
    if (trail.includes(id)) {
      const circle = [...trail.slice(trail.indexOf(id)), id].join(" -> ");
      faults.push({ path: [...integration.path, "depends_on"], message: `must not form a cycle: ${circle}` });
      return;
    }
    for (const next of integration.depends_on ?? []) visit(next, [...trail, id]);
    done.add(id);
  };
  for (const { id } of integrations) if (id !== undefined) visit(id, []);
  return faults;
}
