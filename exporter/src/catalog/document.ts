/** From a file to plain data that still knows where each part of it stands. */
import { createReadStream } from "node:fs";
import { type Document, isScalar, LineCounter, parseAllDocuments } from "yaml";
import { pathText } from "./path.ts";
import { type Fault, survey } from "./survey.ts";

const MAX_BYTES = 1024 * 1024;
/** A catalog repeats a header or two by alias; ten levels of them are an attack on memory. */
const MAX_ALIASES = 100;

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

/** Parses one YAML document. `value` is undefined when the faults leave nothing to judge. */
export function parseDocument(text: string): Source {
  const lines = new LineCounter();
  const offsets = new Map<string, number>();
  return { ...read(text, lines, offsets), locate: (fault) => locate(fault, lines, offsets) };
}

function locate({ path, offset }: Fault, lines: LineCounter, offsets: ReadonlyMap<string, number>) {
  let found = offset;
  for (let end = path.length; found === undefined && end > 0; end--) {
    found = offsets.get(pathText(path.slice(0, end)));
  }
  const { line, col } = lines.linePos(found ?? 0);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function read(text: string, lines: LineCounter, offsets: Map<string, number>): Omit<Source, "locate"> {
  const nothing = (message: string, offset = 0) => ({
    value: undefined,
    faults: [{ path: [], offset, message }],
  });
  // Pretty errors quote the line, which may hold a literal secret. Repeated keys are found in `survey`, which
  // knows their path.
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const documents: Document.Parsed[] = "empty" in parsed ? [] : parsed;
  const syntax = documents
    .flatMap(({ errors }) => errors)
    .map(({ pos: [offset], message }) => ({ path: [], offset, message: syntaxMessage(message) }));
  if (syntax.length > 0) return { value: undefined, faults: syntax };
  const [document, second] = documents;
  if (second) return nothing(`must hold one YAML document, found ${documents.length}`, second.range[0]);
  if (!document?.contents || (isScalar(document.contents) && document.contents.value === null)) {
    return nothing("is empty: must be a mapping with the key integrations");
  }
  const { faults, finite } = survey(document.contents, offsets);
  if (!finite) return { value: undefined, faults };
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }), faults };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return nothing(`aliases must not expand to more than ${MAX_ALIASES} copies`);
  }
}

/** The parser's sentence without the piece of the file that some of them end in. */
const syntaxMessage = (message: string) =>
  `YAML: ${message.replace("Maximum call stack size exceeded", "nested too deeply").replace(/: (?!between).*/s, "")}`;
