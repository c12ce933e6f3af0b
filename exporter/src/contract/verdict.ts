/** What a provider says of an upstream. */
import type { Instant, InventoryKind, Reason, Status } from "./words.ts";

/** A third party's failure: a value, never thrown. `detail` is one sentence for a person, secrets masked by the runner. */
export interface Failure {
  ok: false;
  reason: Reason;
  detail: string;
  /** How long the upstream asked to be left alone. */
  retryAfterSeconds?: number;
}

export const failure = (reason: Reason, detail: string, retryAfterSeconds?: number): Failure => ({
  ok: false,
  reason,
  detail,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});

/** What a probe learnt beside success or failure. All optional; absent means "did not look". */
export interface Observations {
  /** Up, but not well: one sentence that says why. */
  degraded?: string;
  /** When the certificate that the upstream showed runs out. */
  certificateExpiry?: Instant;
  /** What the upstream lists. `fingerprint` is an unsigned 48-bit hash of the sorted names: it changes when they do. */
  inventory?: { kind: InventoryKind; count: number; fingerprint?: number }[];
  /** What the credential may still spend. */
  quotas?: Quota[];
  /** Parts of the upstream with a status of their own: Vercel's production and preview, Supabase's services. */
  environments?: Environment[];
  /** When something last happened there: a push, a deployment, a document, an event, a release. */
  activityAt?: Instant;
  /** What the upstream says of itself, as on a status page. */
  reported?: Status;
  version?: string;
  /** In what it was asked, where an upstream may speak several: "MCP 2025-11-25 over HTTP". */
  protocol?: string;
  /** One line for a person: "PostgreSQL 15.8, 12 of 100 connections". */
  summary?: string;
}

export interface Quota {
  /** What is counted, as the provider's `observes` lists it: "requests", "tokens", "core". A label. */
  name: string;
  remaining: number;
  limit?: number;
  /** When `remaining` is full, or begins to grow, again. */
  resetAt?: Instant;
}

export interface Environment {
  /** As the provider's `observes` lists it. A label. */
  name: string;
  status: Status;
}

export type Verdict = ({ ok: true } | Failure) & Observations;
