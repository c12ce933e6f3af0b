import type { ServerResponse } from "node:http";
import { z } from "zod";
import type { Clock, Instant } from "../contract.ts";
import type { Answer } from "./upstream.ts";

const kind = <Kind extends string, Shape extends z.ZodRawShape = Record<never, never>>(
  name: Kind,
  shape?: Shape,
) => z.strictObject({ kind: z.literal(name), ...(shape as Shape) });

/** How an upstream can misbehave. */
export const Fault = z.discriminatedUnion("kind", [
  kind("slow", { seconds: z.number().positive() }),
  kind("error", { status: z.int().min(500).max(599) }),
  /** 429 with Retry-After, as seconds unless told. */
  kind("rate_limited", {
    retry_after: z.int().positive(),
    form: z.enum(["seconds", "date"]).optional(),
  }),
  kind("revoked"),
  kind("forbidden"),
  /** Takes the request and never answers. */
  kind("hang"),
  /** Takes the request and resets the connection. */
  kind("closed"),
  /** Nothing listens on the port. */
  kind("refused"),
  /** Answers with bytes that are not HTTP. */
  kind("garbage"),
  kind("malformed_json"),
  /** Valid JSON that has nothing of what is expected. */
  kind("wrong_shape"),
  /** 404 to everything. */
  kind("not_found"),
  /** A body of 64 MiB. */
  kind("huge"),
  /** A trouble that this upstream alone knows, by the name that its file gives it. */
  kind("own", { name: z.string().min(1) }),
]);
export type Fault = z.infer<typeof Fault>;

export function send(response: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  const text = typeof body === "string";
  response.writeHead(status, { "content-type": text ? "text/plain" : "application/json", ...headers });
  response.end(text ? body : JSON.stringify(body));
}

const HUGE_BYTES = 64 * 1024 * 1024;

/**
 * Answers as `fault` has it, or well. `refused` is not here: whoever refuses has no request to answer.
 * @param own the upstream's own words for this fault
 */
export function respond(
  response: ServerResponse,
  healthy: Answer,
  fault: Exclude<Fault, { kind: "refused" }> | undefined,
  clock: Clock,
  own: Answer | undefined,
): void {
  if (own) {
    send(response, own);
    return;
  }
  switch (fault?.kind) {
    case "hang":
      break;
    case "huge":
      response.writeHead(200, { "content-type": "application/json" });
      response.end(Buffer.alloc(HUGE_BYTES, " "));
      break;
    case "own":
      throw new Error(`the upstream has no fault "${fault.name}" of its own`);
    case "closed":
      response.socket?.resetAndDestroy();
      break;
    case "garbage":
      response.socket?.end(Buffer.from([0xff, 0x00, 0x47, 0x0d, 0x0a, 0x0d, 0x0a]));
      break;
    case "slow": {
      const cancel = clock.after(fault.seconds, () => send(response, healthy));
      response.once("close", cancel);
      break;
    }
    default:
      send(response, fault ? badAnswer(fault, clock.now()) : healthy);
  }
}

type BadAnswer =
  | "error"
  | "rate_limited"
  | "revoked"
  | "forbidden"
  | "malformed_json"
  | "wrong_shape"
  | "not_found";

function badAnswer(fault: Extract<Fault, { kind: BadAnswer }>, now: Instant): Answer {
  switch (fault.kind) {
    case "error":
      return { status: fault.status, body: { message: "simulated failure" } };
    case "rate_limited":
      return {
        status: 429,
        headers: { "retry-after": retryAfter(fault, now) },
        body: { message: "simulated rate limit" },
      };
    case "revoked":
      return { status: 401, body: { message: "simulated: the credential was revoked" } };
    case "forbidden":
      return { status: 403, body: { message: "simulated: the credential lacks a scope" } };
    case "malformed_json":
      return { headers: { "content-type": "application/json" }, body: '{"status":"o' };
    case "wrong_shape":
      return { body: { unexpected: true } };
    case "not_found":
      return { status: 404, body: { message: "simulated: no such thing" } };
  }
}

/** A date is of whole seconds: never earlier than the wait that it stands for. */
function retryAfter({ retry_after, form }: Extract<Fault, { kind: "rate_limited" }>, now: Instant): string {
  return form === "date" ? new Date(Math.ceil(now + retry_after) * 1000).toUTCString() : String(retry_after);
}
