import { UpstreamError } from "../reasons.ts";

export interface Request {
  method: string;
  url: Readonly<URL>;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string | null;
}

/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110, 5.5, and all of Latin-1, as which it is sent. */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Those that say where a message ends, or make another protocol of it: with one of them it would not be what we read. */
const OURS = new Set(["transfer-encoding", "upgrade", "expect"]);
/** RFC 9110, 8.6: these have a length even without a body. */
const WITH_BODY = new Set(["POST", "PUT", "PATCH"]);

/**
 * A request as HTTP/1.1 writes it (RFC 9112, 3).
 * @throws UpstreamError, `internal`, for a header that cannot be sent; its value is not told, as it may be a secret
 */
export function serialize({ method, url, headers, body }: Request): Uint8Array | string {
  if (!TOKEN.test(method)) throw new UpstreamError("internal", "the method is no word that HTTP can carry");
  let head = `${method} ${url.pathname}${url.search} HTTP/1.1\r\n`;
  if (headers.host === undefined) head += `host: ${url.host}\r\n`;
  for (const name in headers) head += field(name, headers[name] as string);
  if (headers.connection === undefined) head += "connection: keep-alive\r\n";

  const length = body === null ? 0 : Buffer.byteLength(body);
  const told = headers["content-length"];
  if (told !== undefined && told !== String(length)) {
    throw new UpstreamError(
      "internal",
      `the header content-length says ${told}, the body has ${length} bytes`,
    );
  }
  if (told === undefined && (length > 0 || WITH_BODY.has(method))) head += `content-length: ${length}\r\n`;
  head += "\r\n";
  return body === null ? head : Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(body)]);
}

function field(name: string, value: string): string {
  if (!TOKEN.test(name) || OURS.has(name))
    throw new UpstreamError("internal", `the header ${name} cannot be sent`);
  if (!SENDABLE.test(value)) {
    throw new UpstreamError("internal", `the header ${name} holds a character that HTTP cannot carry`);
  }
  return `${name}: ${value}\r\n`;
}
