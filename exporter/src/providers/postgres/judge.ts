import pg from "pg";
import { type Failure, failure, type Reason } from "../../contract.ts";
import { Garbled } from "./stream.ts";

/** By SQLSTATE, the longest prefix that is listed; the rest is the query's own fault. */
const REASON_BY_STATE: Record<string, Reason> = {
  "28": "unauthorized",
  "3D000": "not_found",
  "42501": "forbidden",
  "08": "server_error",
  "53": "server_error",
  "57": "server_error",
  "57014": "timeout",
  "58": "server_error",
  XX: "server_error",
};

/** What `pg` threw because of what the server said, or did not. Other errors are thrown on. */
export function judgeError(error: unknown): Failure {
  if (error instanceof pg.DatabaseError) {
    const state = error.code ?? "";
    const reason = REASON_BY_STATE[state] ?? REASON_BY_STATE[state.slice(0, 2)] ?? "unexpected_response";
    return failure(reason, `${error.message} (SQLSTATE ${state})`);
  }
  if (error instanceof Garbled) return failure("unexpected_response", error.message);
  if (!(error instanceof Error) || "code" in error) throw error;
  // pg's own words for what has no code.
  if (/client password must be/.test(error.message))
    return failure("unauthorized", "the server wants a password and none is configured");
  if (/terminated unexpectedly/.test(error.message))
    return failure("server_error", "the server closed the connection");
  if (/SASL|authentication/i.test(error.message)) return failure("unexpected_response", error.message);
  throw error;
}
