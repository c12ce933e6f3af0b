/** From a file to plain data that still knows where each part of it stands. */
import { createReadStream } from "node:fs";
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from "yaml";
import { type Path, pathText } from "./path.ts";

const MAX_BYTES = 1024 * 1024;
/** A catalog repeats a header or two by alias; ten levels of them are an attack on memory. */
const MAX_ALIASES = 100;

/** Something wrong in the file, before its place has been looked up. */
export interface Fault {
  path: Path;
  message: string;
  /** Characters from the beginning, where the path alone does not tell. */
  offset?: number;
}

export interface Source {
  value: unknown;
  faults: Fault[];
  /** Line and column, from 1, of a path, or of the nearest thing above it that is there. */
  locate(fault: Fault): { line: number; column: number };
}

type Read<T> = { ok: true; value: T } | { ok: false; message: string };

const TROUBLE: Record<string, string> = {
  ENOENT: "no such file",
  EACCES: "permission denied",
  EISDIR: "it is a directory",
};

/** Reads at most a little more than 1 MiB, whatever the file is. */
export async function readText(file: string): Promise<Read<string>> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(file, { end: MAX_BYTES })) chunks.push(chunk);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    return { ok: false, message: `cannot be read: ${TROUBLE[code] ?? code}` };
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length > MAX_BYTES) return { ok: false, message: "must not be larger than 1 MiB" };
  return { ok: true, value: bytes.toString("utf8") };
}

/** Parses one YAML document. `faults` is not empty when `value` cannot be trusted to be whole. */
export function parseDocument(text: string): Source {
  const lines = new LineCounter();
  const offsets = new Map<string, number>();
  const locate = ({ path, offset }: Fault) => {
    let found = offset;
    for (let end = path.length; found === undefined && end > 0; end--) {
      found = offsets.get(pathText(path.slice(0, end)));
    }
    const { line, col } = lines.linePos(found ?? 0);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const whole = (value: unknown, faults: Fault[]): Source => ({ value, faults, locate });

  // Pretty errors quote the line, which may hold a literal secret. Repeated keys are found in `survey`, which
  // knows their path.
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const documents: Document.Parsed[] = "empty" in parsed ? [] : parsed;
  const syntax = documents.flatMap(({ errors }) => errors);
  if (syntax.length > 0) {
    return whole(
      undefined,
      syntax.map((error) => ({ path: [], offset: error.pos[0], message: syntaxMessage(error.message) })),
    );
  }
  const [document, second] = documents;
  if (second) {
    const message = `must hold one YAML document, found ${documents.length}`;
    return whole(undefined, [{ path: [], offset: second.range[0], message }]);
  }
  if (!document?.contents || (isScalar(document.contents) && document.contents.value === null)) {
    return whole(undefined, [{ path: [], message: "is empty: must be a mapping with the key integrations" }]);
  }
  const faults = survey(document.contents, offsets);
  if (faults.some(({ message }) => message === CIRCLE)) return whole(undefined, faults);
  try {
    return whole(document.toJS({ maxAliasCount: MAX_ALIASES }), faults);
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return whole(undefined, [
      { path: [], message: `aliases must not expand to more than ${MAX_ALIASES} copies` },
    ]);
  }
}

/** The parser's sentence without the piece of the file that some of them end in. */
const syntaxMessage = (message: string) => `YAML: ${message.replace(/: (?!between).*/s, "")}`;

const CIRCLE = "must not be an alias of what it stands in";

/** Notes where every path stands; finds repeated keys, aliases in a circle and passwords in URLs. */
function survey(root: Node, offsets: Map<string, number>): Fault[] {
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
    const place = [...path, String(isScalar(key) ? key.value : key)];
    const text = pathText(place);
    const offset = (key as Node | null)?.range?.[0] ?? 0;
    if (offsets.has(text)) {
      faults.push({ path: place, offset, message: "must not appear twice" });
      return;
    }
    offsets.set(text, offset);
    visit(value, place, anchors);
  };
  visit(root, [], []);
  return faults;
}

const holdsPassword = (value: unknown) =>
  typeof value === "string" && /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s:]*:[^/?#\s]*@/i.test(value);
