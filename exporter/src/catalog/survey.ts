import { isAlias, isCollection, isMap, isScalar, isSeq, type Node } from "yaml";
import { type Path, pathText } from "./path.ts";

/** Something wrong in the file, before its place has been looked up. */
export interface Fault {
  path: Path;
  message: string;
  /** Characters from the beginning, where the path alone does not tell. */
  offset?: number;
}

const CIRCLE = "must not be an alias of what it stands in";
const KEY = "must have words as keys, not lists, mappings or aliases";

/**
 * Notes in `offsets` where every path stands; finds repeated keys, passwords in URLs, and what would make the plain
 * data endless: aliases in a circle, and keys that are themselves trees.
 */
export function survey(root: Node, offsets: Map<string, number>): { faults: Fault[]; finite: boolean } {
  const faults: Fault[] = [];
  const visit = (node: unknown, path: Path, anchors: readonly string[]) => {
    if (isAlias(node) && anchors.includes(node.source)) faults.push({ path, message: CIRCLE });
    if (isScalar(node) && holdsPassword(node.value)) {
      faults.push({ path, message: "must not hold a user and a password: use the provider's keys for them" });
    }
    if (!isCollection(node)) return;
    const inside = node.anchor ? [...anchors, node.anchor] : anchors;
    if (isMap(node)) for (const pair of node.items) enter(pair, path, inside);
    if (!isSeq(node)) return;
    for (const [index, item] of node.items.entries()) {
      const place = [...path, index];
      offsets.set(pathText(place), (item as Node).range?.[0] ?? 0);
      visit(item, place, inside);
    }
  };
  const enter = (
    { key, value }: { key: unknown; value: unknown },
    path: Path,
    anchors: readonly string[],
  ) => {
    const offset = (key as Node | null)?.range?.[0] ?? 0;
    if (!isScalar(key)) {
      faults.push({ path, offset, message: KEY });
      return;
    }
    const place = [...path, String(key.value)];
    const text = pathText(place);
    if (offsets.has(text)) {
      faults.push({ path: place, offset, message: "must not appear twice" });
      return;
    }
    offsets.set(text, offset);
    visit(value, place, anchors);
  };
  visit(root, [], []);
  return { faults, finite: !faults.some(({ message }) => message === CIRCLE || message === KEY) };
}

const holdsPassword = (value: unknown) =>
  typeof value === "string" && /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s:]*:[^/?#\s]*@/i.test(value);
