import type { Change, Check, Integration, IntegrationChange } from "../contract.ts";

/** What is to be done to get from what is known to what is wanted. What stayed the very same object is not touched. */
export function changesBetween(
  known: ReadonlyMap<string, Integration>,
  wanted: readonly Integration[],
): IntegrationChange[] {
  return differences(known, wanted).map(({ before, after }) => ({
    before,
    after,
    checks: differences(byId(before?.checks ?? []), after?.checks ?? []),
  }));
}

const byId = (checks: readonly Check[]) => new Map(checks.map((check) => [check.id, check]));

/** Two of one id are one thing that changed. */
function differences<T extends { id: string }>(
  known: ReadonlyMap<string, T>,
  wanted: readonly T[],
): Change<T>[] {
  const changes: Change<T>[] = [];
  let met = 0;
  for (const after of wanted) {
    const before = known.get(after.id);
    if (before) met += 1;
    if (before !== after) changes.push({ before, after });
  }
  // Nearly always: and then there is nothing more to look for among thousands.
  if (met === known.size) return changes;
  const ids = new Set(wanted.map(({ id }) => id));
  for (const [id, before] of known) if (!ids.has(id)) changes.push({ before });
  return changes;
}
