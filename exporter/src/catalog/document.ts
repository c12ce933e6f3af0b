/** From YAML to plain data that still knows where each part of it stands. */
import {
  Composer,
  type CST,
  type Document,
  isScalar,
  Lexer,
  LineCounter,
  type ParsedNode,
  Parser,
} from "yaml";
import { createLocator } from "./locate.ts";
import { type Fault, survey } from "./survey.ts";

/**
 * Words, signs and gaps between them, of which the same 10,000 have three million: the parser spends some 150 bytes on
 * each, so that a file of nothing but brackets, of whatever size is allowed, must not take gigabytes.
 */
const MAX_LEXEMES = 4_000_000;
/** A catalog repeats a header or two by alias; ten levels of them are an attack on memory. */
const MAX_ALIASES = 100;

export interface Source {
  value: unknown;
  faults: Fault[];
  /** Line and column, from 1, of a path, or of the nearest thing above it that is there. */
  locate(fault: Fault): { line: number; column: number };
}

/** Parses one YAML document. `value` is undefined when the faults leave nothing to judge. */
export function parseDocument(text: string, mostLexemes = MAX_LEXEMES): Source {
  const lines = new LineCounter();
  const documents = documentsIn(text, mostLexemes, lines);
  if (!documents)
    return { ...nothing(`must not have more than ${mostLexemes} words and signs`), locate: atStart };
  return { ...read(documents), locate: createLocator(documents[0]?.contents, lines) };
}

const atStart = () => ({ line: 1, column: 1 });

const nothing = (message: string, offset = 0) => ({
  value: undefined,
  faults: [{ path: [], offset, message }],
});

/** Undefined when there is too much in it. */
function documentsIn(text: string, most: number, lines: LineCounter): Document.Parsed[] | undefined {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let lexemes = 0;
  function* tokens(): Generator<CST.Token> {
    for (const lexeme of new Lexer().lex(text)) {
      if (lexemes++ === most) return;
      yield* parser.next(lexeme);
    }
    yield* parser.end();
  }
  // Pretty errors quote the line, which may hold a literal secret. Repeated keys are found in `survey`, which
  // knows their path.
  const composer = new Composer<ParsedNode>({ prettyErrors: false, uniqueKeys: false });
  const documents = [...composer.compose(tokens())];
  return lexemes > most ? undefined : documents;
}

function read(documents: readonly Document.Parsed[]): Omit<Source, "locate"> {
  const syntax = documents
    .flatMap(({ errors }) => errors)
    .map(({ pos: [offset], message }) => ({ path: [], offset, message: syntaxMessage(message) }));
  if (syntax.length > 0) return { value: undefined, faults: syntax };
  const [document, second] = documents;
  if (second) return nothing(`must hold one YAML document, found ${documents.length}`, second.range[0]);
  if (!document?.contents || (isScalar(document.contents) && document.contents.value === null)) {
    return nothing("is empty: must be a mapping with the key integrations");
  }
  const { faults, finite } = survey(document.contents);
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
