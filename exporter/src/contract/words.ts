/** Time, and the closed sets of words that are labels. */

/** Seconds since the Unix epoch, with a fraction. */
export type Instant = number;

/** Time is an argument: nothing else in the exporter asks the machine for it. */
export interface Clock {
  now(): Instant;
  /** Seconds that only go forward, for durations: a correction of the wall clock does not show in them. */
  monotonic(): number;
  /** Runs `task` once after `seconds`; call what it returns to cancel. */
  after(seconds: number, task: () => void): () => void;
}

/**
 * Why a probe failed. Closed: it is a label. `rate_limited` passes by waiting a little; `quota_exhausted` does not before
 * the quota that we pay for starts anew, or somebody pays for more.
 */
export const REASONS = [
  "dns",
  "connect",
  "tls",
  "timeout",
  "unauthorized",
  "forbidden",
  "rate_limited",
  "quota_exhausted",
  "not_found",
  "server_error",
  "unexpected_response",
  "tool_missing",
  "internal",
] as const;
export type Reason = (typeof REASONS)[number];

/** What a probe spends its time on, in order. Closed: it is a label. */
export const PHASES = ["dns", "connect", "tls", "wait", "transfer"] as const;
export type Phase = (typeof PHASES)[number];
/** Seconds by phase. A phase that the last attempt did not reach is 0. */
export type Phases = Record<Phase, number>;
/** Of what never got to ask. */
export const NO_PHASES: Readonly<Phases> = { dns: 0, connect: 0, tls: 0, wait: 0, transfer: 0 };

export const STATUSES = ["healthy", "degraded", "down", "unknown", "not_configured"] as const;
export type Status = (typeof STATUSES)[number];

export const CIRCUIT_STATES = ["closed", "open", "half_open"] as const;
export type Circuit = { at: "closed" } | { at: "open"; until: Instant } | { at: "half_open" };

export const LIFECYCLES = ["planned", "piloted", "active", "deprecated", "discontinued"] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** Kinds of things an upstream can be asked to list. Closed: it is a label. */
export const INVENTORY_KINDS = [
  "tools",
  "machines",
  "projects",
  "datasets",
  "documents",
  "sandboxes",
  "workflows",
  "connections_initiated",
  "connections_active",
  "connections_failed",
  "connections_expired",
  "connections_inactive",
  "targets",
  "targets_down",
  "alerts",
  "pages",
  "pages_stale",
  "links_broken",
] as const;
export type InventoryKind = (typeof INVENTORY_KINDS)[number];
