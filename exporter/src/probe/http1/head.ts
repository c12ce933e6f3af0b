import { UpstreamError } from "../reasons.ts";

/** What all heads of an answer may weigh, and a trailer, as in Node's own client. */
export const MAX_HEAD_BYTES = 16 * 1024;

/** The status line and the header fields of an answer. */
export interface Head {
  status: number;
  message: string;
  /** Lower-case names; repeated ones joined by ", ". Without a prototype: names are the upstream's. */
  headers: Record<string, string>;
  /** Of HTTP/1: 0 or 1. */
  minorVersion: number;
}

/** Where a body ends: after so many bytes, with its last chunk, or with the connection. */
export type Framing = number | "chunked" | "close";

/** RFC 9112, 4. Some leave the space out where no reason follows. */
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\uffff]*))?$/;
/** RFC 9110, 5.5 and 5.6.2. Neither a fold (a line that begins with a space) nor a space before the colon has a token for its name. */
const FIELD = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e\x80-\uffff]*)$/;
/** More digits than any body has bytes would not fit a number. */
const LENGTH = /^\d{1,15}$/;
const CHUNKED = /^chunked$/i;
const WHOLE_LINE = /^([\x20-\x7e]{1,100})\r?\n/;
const MOST_KEPT_SECONDS = 600;
const MARGIN_SECONDS = 2;
/** RFC 9110, 15.3.5 and 15.4.5. */
const NO_BODY = new Set([204, 304]);

/**
 * @param text without the empty line at its end
 * @throws UpstreamError, `unexpected_response`
 */
export function parseHead(text: string): Head {
  const [statusLine = "", ...fields] = text.split("\r\n");
  const [, minor, status, message = ""] = STATUS_LINE.exec(statusLine) ?? [];
  if (!status) throw notHttp(`${text}\r\n`);
  const headers: Head["headers"] = Object.create(null);
  for (const line of fields) {
    const { name, value } = parseField(line);
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return { status: Number(status), message, headers, minorVersion: Number(minor) };
}

/**
 * A header, or a line of a trailer.
 * @throws UpstreamError, `unexpected_response`
 */
export function parseField(line: string): { name: string; value: string } {
  const [, name, value] = FIELD.exec(line) ?? [];
  if (name === undefined || value === undefined) throw invalid("one of its headers");
  return { name: name.toLowerCase(), value: trimmed(value) };
}

/** Spaces and tabs only: JavaScript trims more, and another reader would not. Not by a pattern, as below. */
function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (text[from] === " " || text[from] === "\t") from++;
  while (to > from && (text[to - 1] === " " || text[to - 1] === "\t")) to--;
  return text.slice(from, to);
}

/**
 * How to find the end of the body (RFC 9112, 6.3). With both a length and a coding, two readers could disagree.
 * @throws UpstreamError, `unexpected_response`
 */
export function framingOf({ status, headers }: Head, method: string): Framing {
  const { "transfer-encoding": coding, "content-length": length } = headers;
  if (coding !== undefined && length !== undefined) throw invalid("a body with a length and chunks at once");
  if (coding !== undefined && !CHUNKED.test(coding)) {
    throw invalid(`the coding of its body, ${coding}`);
  }
  if (length !== undefined && !LENGTH.test(length)) throw invalid(`the length of its body, ${length}`);
  if (method === "HEAD" || NO_BODY.has(status)) return 0;
  if (coding !== undefined) return "chunked";
  return length === undefined ? "close" : Number(length);
}

/** Whether the server reads another request on the connection (RFC 9112, 6.1 and 9.3). */
export function persists({ headers, minorVersion }: Head): boolean {
  // Not split by a pattern: one with spaces takes quadratic time of a header that is full of them.
  const options = (headers.connection ?? "").split(",").map((option) => option.trim().toLowerCase());
  if (minorVersion === 1) return !options.includes("close");
  return options.includes("keep-alive") && headers["transfer-encoding"] === undefined;
}

/** For how many seconds an idle connection is kept: as long as the server says, less what a request of ours may be under way. */
export function keepSeconds({ headers }: Head): number {
  const told = /(?:^|[\s,;])timeout=(\d{1,9})/i.exec(headers["keep-alive"] ?? "")?.[1];
  return told === undefined
    ? MOST_KEPT_SECONDS
    : Math.min(MOST_KEPT_SECONDS, Math.max(0, Number(told) - MARGIN_SECONDS));
}

/**
 * Its first line tells a person what speaks there instead: SSH, FTP, SMTP.
 * @param text what came; a line that is not whole is not told, as no mask would know half a secret
 */
export function notHttp(text: string): UpstreamError {
  const line = WHOLE_LINE.exec(text)?.[1];
  const beginning = line === undefined ? "" : `, it begins with: ${line}`;
  return new UpstreamError("unexpected_response", `the answer is not HTTP/1.1${beginning}`);
}

export const invalid = (what: string): UpstreamError =>
  new UpstreamError("unexpected_response", `the answer breaks the rules of HTTP/1.1 with ${what}`);

export const headTooLarge = (): UpstreamError =>
  new UpstreamError("unexpected_response", "the headers of the answer are too large");
