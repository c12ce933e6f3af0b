/** Steps into a JSON value: a property's name, or an element's index. */
export type JsonPath = readonly (string | number)[];

const STEP = /\.?([\p{L}_$][\p{L}\p{N}_$-]*)|\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*")\]/uy;

/** Reads `data.items[0].name` or `data["odd name"]`; undefined when it is no such path. */
export function parseJsonPath(text: string): JsonPath | undefined {
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const wantsDot = STEP.lastIndex > 0;
    const hasDot = text[STEP.lastIndex] === ".";
    const match = STEP.exec(text);
    if (!match) return undefined;
    const [, name, index, quoted] = match;
    if (name !== undefined && wantsDot !== hasDot) return undefined;
    if (quoted !== undefined && !isJson(quoted)) return undefined;
    steps.push(name ?? (index === undefined ? (JSON.parse(quoted as string) as string) : Number(index)));
  }
  return steps.length > 0 ? steps : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What stands at the end of a path; undefined where nothing does. */
export function atPath(value: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>((inner, step) => {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, step)) return undefined;
    return (inner as Record<string | number, unknown>)[step];
  }, value);
}
