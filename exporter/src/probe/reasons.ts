import { type Failure, failure, type Reason } from "../contract.ts";

/** What went wrong at the third party, thrown inside this stage where a value cannot travel (a stream, a signal). */
export class UpstreamError extends Error {
  readonly reason: Reason;
  constructor(reason: Reason, message: string) {
    super(message);
    this.reason = reason;
  }
}

export const tooLarge = (maxBytes: number): UpstreamError =>
  new UpstreamError("unexpected_response", `the body is larger than ${maxBytes} bytes`);

const CUT_OFF = "the connection was closed before the answer was complete";
export const cutOff = (): UpstreamError => new UpstreamError("connect", CUT_OFF);

/**
 * Gives a thrown network error its reason: its own code's, or that of what it wraps (`cause`, the `errors` of an
 * AggregateError). A connection that breaks off, at whatever point, is `connect`; an answer that breaks its own
 * protocol is `unexpected_response`. Undefined: not a network error, so a bug of ours.
 */
export function classify(error: unknown): Failure | undefined {
  for (const link of chain(error)) {
    const reason = reasonOf(link);
    if (reason) return failure(reason, describe(link));
  }
  return undefined;
}

interface ErrorLike {
  name?: string;
  message?: string;
  code?: unknown;
  syscall?: string;
  /** OpenSSL's words, without the name of its source file. */
  reason?: unknown;
  cause?: unknown;
  errors?: unknown[];
}

const MAX_LINKS = 20;

/** The error and what it wraps. Of several addresses tried, the last first: nobody gave up after the ones before. */
function chain(error: unknown): ErrorLike[] {
  const links: ErrorLike[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || links.length >= MAX_LINKS) return;
    const link = value as ErrorLike;
    if (links.includes(link)) return;
    if (Array.isArray(link.errors)) for (const inner of link.errors.toReversed()) visit(inner);
    links.push(link);
    visit(link.cause);
  };
  visit(error);
  return links;
}

const CONNECT_CODES = new Set([
  ...[
    "ECONNREFUSED",
    "ECONNRESET",
    "ECONNABORTED",
    "EPIPE",
    "ENOTCONN",
    "EADDRNOTAVAIL",
    "ERR_STREAM_PREMATURE_CLOSE",
  ],
  ...["EHOSTUNREACH", "EHOSTDOWN", "ENETUNREACH", "ENETDOWN", "UND_ERR_SOCKET", "ERR_SOCKET_CLOSED"],
]);
const TIMEOUT_CODE = /^(?:ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_\w+_TIMEOUT)$/;
const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;
const RESPONSE_CODE = /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW$|UND_ERR_RES_|Z_|ERR_(?:BROTLI|ZSTD)_)/;

function reasonOf(error: ErrorLike): Reason | undefined {
  if (error instanceof UpstreamError) return error.reason;
  if (error.name === "TimeoutError") return "timeout";
  if (error.name === "HTTPParserError") return "unexpected_response";
  const code = String(error.code ?? "");
  if (/^(?:getaddrinfo|query)/.test(error.syscall ?? "")) return code === "ETIMEOUT" ? "timeout" : "dns";
  if (TIMEOUT_CODE.test(code)) return "timeout";
  if (CONNECT_CODES.has(code) || error.syscall === "connect") return "connect";
  if (TLS_CODE.test(code)) return "tls";
  return RESPONSE_CODE.test(code) ? "unexpected_response" : undefined;
}

function describe(error: ErrorLike): string {
  const code = String(error.code ?? "");
  if (code === "UND_ERR_SOCKET") return CUT_OFF;
  if (code === "UND_ERR_HEADERS_OVERFLOW") return "the headers of the answer are too large";
  // OpenSSL's own message names a file and a line of its source.
  if (typeof error.reason === "string" && TLS_CODE.test(code)) return `TLS handshake failed: ${error.reason}`;
  return (error.message || code).replace(/\s+/g, " ").trim();
}
