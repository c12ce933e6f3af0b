import { unknownNames } from "./messages.ts";
import type { Path } from "./path.ts";
import type { Fault } from "./survey.ts";

interface Dependant {
  id?: string | undefined;
  depends_on?: string[] | undefined;
  path: Path;
}

/** Names that lead nowhere, and circles: nothing in a circle could be the root cause. */
export function dependencyFaults(integrations: readonly Dependant[]): Fault[] {
  const known = new Set(integrations.flatMap(({ id }) => id ?? []));
  const message = unknownNames("the id of an integration");
  const unknown = integrations.flatMap(({ depends_on = [], path }) =>
    depends_on.flatMap((id, index) =>
      known.has(id) ? [] : [{ path: [...path, "depends_on", index], message: message(id, () => [...known]) }],
    ),
  );
  return [...unknown, ...circles(integrations)];
}

/** Of an integration by its id: all that it depends on, directly or through others. */
export function upstreamOf(integrations: readonly Omit<Dependant, "path">[]): (id: string) => string[] {
  const needs = new Map(integrations.map(({ id, depends_on = [] }) => [id, depends_on]));
  return (id) => {
    const all = new Set(needs.get(id));
    // What is added to a set on the way comes up on the way.
    for (const one of all) for (const next of needs.get(one) ?? []) all.add(next);
    return [...all];
  };
}

/** Each circle once, where a search in depth first closes it. Without recursion: a chain may be long. */
function circles(integrations: readonly Dependant[]): Fault[] {
  const byId = new Map(integrations.map((integration) => [integration.id, integration]));
  const seen = new Set<string>();
  const faults: Fault[] = [];
  for (const { id: root } of integrations) {
    const trail: { id: string; path: Path; needs: string[] }[] = [];
    const onTrail = new Set<string>();
    const enter = (id: string) => {
      const integration = byId.get(id);
      if (!integration || seen.has(id)) return;
      seen.add(id);
      onTrail.add(id);
      trail.push({ id, path: integration.path, needs: [...(integration.depends_on ?? [])] });
    };
    if (root !== undefined) enter(root);
    for (let here = trail.at(-1); here; here = trail.at(-1)) {
      const next = here.needs.shift();
      if (next === undefined) onTrail.delete((trail.pop() as typeof here).id);
      else if (onTrail.has(next)) faults.push(circle(trail, next));
      else enter(next);
    }
  }
  return faults;
}

function circle(trail: readonly { id: string; path: Path }[], start: string): Fault {
  const members = trail.slice(trail.findIndex(({ id }) => id === start));
  const names = [...members.map(({ id }) => id), start].join(" -> ");
  return { path: [...(members[0]?.path ?? []), "depends_on"], message: `must not form a cycle: ${names}` };
}
