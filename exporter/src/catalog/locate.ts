/** From the path of a fault to its line and column. */
import { isMap, isScalar, isSeq, type LineCounter, type Node } from "yaml";
import { type Path, pathText } from "./path.ts";
import type { Fault } from "./survey.ts";

export interface Place {
  /** Both from 1. */
  line: number;
  column: number;
}

/**
 * Finds a fault's own place, or that of the nearest thing above it that is there. The places are gathered when the
 * first fault asks: a good catalog pays nothing for them, and a bad one once, however much is wrong with it.
 */
export function createLocator(root: Node | null | undefined, lines: LineCounter): (fault: Fault) => Place {
  let known: Map<string, number> | undefined;

  function offsetOf(path: Path): number | undefined {
    known ??= offsetsIn(root);
    for (let end = path.length; end > 0; end--) {
      const offset = known.get(pathText(path.slice(0, end)));
      if (offset !== undefined) return offset;
    }
    return undefined;
  }

  return ({ path, offset = offsetOf(path) ?? 0 }) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
}

/** Characters from the beginning to each key and each item of a list; of repeated keys, to the first. */
function offsetsIn(root: Node | null | undefined): Map<string, number> {
  const offsets = new Map<string, number>();
  const note = (place: Path, at: unknown, inside: unknown) => {
    const text = pathText(place);
    if (offsets.has(text)) return;
    offsets.set(text, (at as Node).range?.[0] ?? 0);
    visit(inside, place);
  };
  const visit = (node: unknown, path: Path) => {
    if (isSeq(node)) for (const [index, item] of node.items.entries()) note([...path, index], item, item);
    if (!isMap(node)) return;
    for (const { key, value } of node.items) {
      if (isScalar(key)) note([...path, String(key.value)], key, value);
    }
  };
  visit(root, []);
  return offsets;
}
