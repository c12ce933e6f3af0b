import { extractWWWAuthenticateParams } from "@modelcontextprotocol/client";
import { type Failure, failure, type Instant, type ProbeContext } from "../../contract.ts";
import { judgeStatus } from "../support/status.ts";

/** HTTP as the SDK uses it, watched: its errors tell less than the answers that they come from. */
export interface Wire {
  fetch: typeof fetch;
  /** The last answer's status and headers, and whether the request carried a session. */
  last?: { status: number; headers: Headers; inSession: boolean };
  /** What broke the connection, as it was thrown. */
  broken?: unknown;
  /** Aborts when the connection breaks inside an answer, which the SDK would wait out. */
  signal: AbortSignal;
}

/** @param standing Whether a GET is needed: HTTP+SSE answers on it; Streamable HTTP only announces changes there. */
export function openWire(context: ProbeContext, standing: boolean): Wire {
  const controller = new AbortController();
  const onBroken = (error: unknown) => {
    wire.broken ??= error;
    controller.abort(error);
  };
  const wire: Wire = {
    signal: AbortSignal.any([context.signal, controller.signal]),
    async fetch(input, init) {
      if (init?.method === "GET" && !standing) return new Response(null, { status: 405 });
      const response = await context.fetch(input, init).catch((error: unknown) => {
        wire.broken ??= error;
        throw error;
      });
      const { status, headers } = response;
      wire.last = { status, headers, inSession: new Headers(init?.headers).has("mcp-session-id") };
      if (!response.body) return response;
      return new Response(watched(response.body, onBroken), { status, headers });
    },
  };
  return wire;
}

/** The same body, telling when it breaks: the SDK goes on waiting for the rest of a stream of events. */
function watched(
  body: ReadableStream<Uint8Array>,
  onBroken: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        onBroken(error);
        controller.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** The failure that the wire saw; `undefined` when HTTP was not the problem. Throws what broke the connection. */
export function judgeWire({ broken, last }: Wire, now: Instant): Failure | undefined {
  if (broken) throw broken;
  if (!last) return undefined;
  const { status, headers, inSession } = last;
  const judged = judgeStatus({ status, headers: Object.fromEntries(headers) }, now);
  if (status === 401) return failure("unauthorized", `credential missing or refused${challenge(headers)}`);
  if (status === 403) return failure("forbidden", `access denied${challenge(headers)}`);
  if (status === 404 && inSession)
    return failure("server_error", "the server forgets its session between two requests");
  return judged;
}

/** What WWW-Authenticate asks for, in words. Source: MCP specification, Authorization. */
function challenge(headers: Headers): string {
  const { scope, resourceMetadataUrl, errorDescription } = extractWWWAuthenticateParams(
    new Response(null, { headers }),
  );
  return [
    errorDescription && `: ${errorDescription}`,
    scope && `; needs scope ${scope}`,
    resourceMetadataUrl && `; see ${resourceMetadataUrl}`,
  ]
    .filter(Boolean)
    .join("");
}
