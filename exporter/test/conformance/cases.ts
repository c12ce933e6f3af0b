/** What every provider must survive, and how it must judge each. */
import type { Fault } from "../../src/simulator/faults.ts";
import type { Upstream } from "../../src/simulator/upstream.ts";
import type { Expected } from "./breaches.ts";
import type { Exceptions } from "./exceptions.ts";

export interface Case {
  fault?: Fault;
  expected: Expected;
  /** Lowers the deadline. */
  timeoutSeconds?: number;
  /** Runs after a good probe whose tokens and validators are remembered. */
  warm?: boolean;
}

const REQUESTS = 2;
const SLOW_SECONDS = 0.05;
const WAIT_SECONDS = 30;
const exactly = (seconds: number) => ({ least: seconds, most: seconds });

const CASES = {
  healthy: { expected: { requests: REQUESTS } },
  "healthy again": { warm: true, expected: { requests: REQUESTS } },
  slow: { fault: { kind: "slow", seconds: SLOW_SECONDS }, expected: { waited: SLOW_SECONDS * 0.9 } },
  revoked: { fault: { kind: "revoked" }, expected: { reasons: ["unauthorized"] } },
  "revoked meanwhile": { fault: { kind: "revoked" }, warm: true, expected: { reasons: ["unauthorized"] } },
  forbidden: { fault: { kind: "forbidden" }, expected: { reasons: ["forbidden"] } },
  "not found": { fault: { kind: "not_found" }, expected: { reasons: ["not_found"] } },
  "rate limited for some seconds": {
    fault: { kind: "rate_limited", retry_after: WAIT_SECONDS },
    expected: { reasons: ["rate_limited"], wait: exactly(WAIT_SECONDS) },
  },
  "rate limited until a date": {
    fault: { kind: "rate_limited", retry_after: WAIT_SECONDS, form: "date" },
    // Time goes on between the answer and its reading; the date is of whole seconds.
    expected: { reasons: ["rate_limited"], wait: { least: WAIT_SECONDS - 2, most: WAIT_SECONDS + 1 } },
  },
  "rate limited meanwhile": {
    fault: { kind: "rate_limited", retry_after: WAIT_SECONDS },
    warm: true,
    expected: { reasons: ["rate_limited"], wait: exactly(WAIT_SECONDS) },
  },
  "error 500": { fault: { kind: "error", status: 500 }, expected: { reasons: ["server_error"] } },
  "error 503": { fault: { kind: "error", status: 503 }, expected: { reasons: ["server_error"] } },
  "malformed JSON": { fault: { kind: "malformed_json" }, expected: { reasons: ["unexpected_response"] } },
  "wrong shape": { fault: { kind: "wrong_shape" }, expected: { reasons: ["unexpected_response"] } },
  "huge body": { fault: { kind: "huge" }, expected: { reasons: ["unexpected_response"] } },
  garbage: { fault: { kind: "garbage" }, expected: { reasons: ["unexpected_response"] } },
  hang: { fault: { kind: "hang" }, timeoutSeconds: 0.2, expected: { reasons: ["timeout"] } },
  "closed connection": { fault: { kind: "closed" }, expected: { reasons: ["connect"] } },
  "refused connection": { fault: { kind: "refused" }, expected: { reasons: ["connect"] } },
} as const satisfies Record<string, Case>;
export type CaseName = keyof typeof CASES;

export const NAMES = Object.keys(CASES) as CaseName[];

/** The case as it stands for one provider: its documented exceptions, and its API's own way to tell a wait. */
export function caseFor(
  name: CaseName,
  upstream: Pick<Upstream, "faults">,
  { requests, outcomes = {} }: Exceptions = {},
): Case {
  const usual: Case = CASES[name];
  const other = outcomes[name];
  const limited = usual.fault?.kind === "rate_limited" && upstream.faults?.rate_limited;
  const expected: Expected = {
    ...usual.expected,
    ...(usual.expected.requests && requests ? { requests: requests.most } : {}),
    // It decides itself how long the wait is: that there is one must be told.
    ...(limited ? { wait: { least: 0.001, most: 31 * 86_400 } } : {}),
  };
  if (!other) return { ...usual, expected };
  return { ...usual, expected: other.reasons ? { reasons: other.reasons } : {} };
}
