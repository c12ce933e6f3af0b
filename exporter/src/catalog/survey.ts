import { isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import type { Path } from "./path.ts";

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
 * Finds repeated keys, and what would make the plain data endless: aliases in a circle, and keys that are themselves
 * trees.
 */
export function survey(root: Node): { faults: Fault[]; finite: boolean } {
  const faults: Fault[] = [];
  const visit = (node: unknown, path: Path, anchors: readonly string[]) => {
    if (isAlias(node) && anchors.includes(node.source)) faults.push({ path, message: CIRCLE });
    if (!isCollection(node)) return;
    const inside = node.anchor ? [...anchors, node.anchor] : anchors;
    if (isMap(node)) enter(node.items, path, inside);
    if (isSeq(node)) for (const [index, item] of node.items.entries()) visit(item, [...path, index], inside);
  };
  const enter = (pairs: readonly Pair[], path: Path, anchors: readonly string[]) => {
    const keys = new Set<string>();
    for (const { key, value } of pairs) {
      const offset = (key as Node | null)?.range?.[0] ?? 0;
      if (!isScalar(key)) {
        faults.push({ path, offset, message: KEY });
        continue;
      }
      const text = String(key.value);
      const place = [...path, text];
      if (keys.has(text)) faults.push({ path: place, offset, message: "must not appear twice" });
      else visit(value, place, anchors);
      keys.add(text);
    }
  };
  visit(root, [], []);
  return { faults, finite: !faults.some(({ message }) => message === CIRCLE || message === KEY) };
}
