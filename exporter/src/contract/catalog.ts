/** What is watched, who owns it and what it promises. */
import type { SecretRef } from "./fields.ts";
import type { Webhook } from "./webhooks.ts";
import type { Instant, InventoryKind, Lifecycle } from "./words.ts";

/** Who is told, and how fast they promise to answer. */
export interface Team {
  id: string;
  title: string;
  /** Slack channel, with its `#`. */
  channel: string;
  email: string;
  responseSlaSeconds?: number;
  /** Whom to reach in an emergency, and how: a name, a number. */
  contact?: string;
  /** Who is told next, in order, when nobody has answered after so long. */
  escalation: { to: string; afterSeconds: number }[];
}

export interface Slo {
  /** Share of successful probes, 0 to 1. */
  availability?: number;
  /** Share of probes (`ratio`, 0 to 1) that answer within `belowSeconds`. */
  latency?: { belowSeconds: number; ratio: number };
}

export interface Integration {
  id: string;
  title: string;
  /** How the overview groups. */
  group: string;
  /** The project that it is part of, by which that project's people ask. */
  project?: string;
  team: Team;
  lifecycle: Lifecycle;
  /** Ids of what it stands on directly. */
  dependsOn: string[];
  /** Ids of all that it stands on, directly or through others: PromQL cannot follow a chain. */
  upstream: string[];
  slo?: Slo;
  /** US dollars a month. */
  cost?: { min: number; max: number; budget?: number };
  /** When a piloted integration must have become active. */
  trialEndsAt?: Instant;
  /** Address where people manage it at its vendor's. */
  console?: string;
  /** What one should know: open issues, quirks. */
  notes: string[];
  /** The integration that takes the place of a deprecated or discontinued one. */
  replacedBy?: string;
  /** While one of these lasts, nobody is paged. */
  maintenance: Maintenance[];
  checks: Check[];
  webhooks: Webhook[];
}

/** Once; or again and again, whenever the clock of a time zone matches a cron pattern. */
export type Maintenance =
  | { from: Instant; to: Instant }
  | { cron: string; timeZone: string; forSeconds: number };

export interface Check {
  integration: string;
  id: string;
  provider: string;
  /** What the provider's schema made of the entry. */
  config: unknown;
  intervalSeconds: number;
  /** How far the interval may back off while the check stays down (G2 of mission.md). */
  maxIntervalSeconds: number;
  /** Deadline of a probe, all its attempts together. */
  timeoutSeconds: number;
  /** p95 above these makes the check degraded, or down. */
  latency?: { degradedSeconds: number; downSeconds: number };
  /** Attempts beyond the first; 0 unless the catalog asks. */
  retries: number;
  breaker: BreakerSettings;
  /** Not configured, rather than wrong, while one of its secrets is missing. */
  optional: boolean;
  /** Every secret that its configuration names, files by absolute path. */
  secrets: readonly SecretRef[];
  /** Looks at the vendor's own status page: shown beside the integration's status, and no part of it. */
  vendor: boolean;
  /** What its provider says that it will tell. */
  observes: Observes;
}

/** The labels of what a check will tell: its series exist from the first scrape. Each a short, closed list. */
export interface Observes {
  quotas?: readonly string[];
  environments?: readonly string[];
  inventory?: readonly InventoryKind[];
  /** Whether it tells when the upstream was last active. */
  activity?: boolean;
  /** Whether it tells what the upstream says of itself. */
  reported?: boolean;
}

export interface BreakerSettings {
  /** Opens after this many failures in a row. */
  consecutiveFailures: number;
  /** Opens when more than this share (0 to 1, both excluded) of the last `windowProbes` failed, once there are `minimumProbes`. */
  failureRatio: number;
  windowProbes: number;
  minimumProbes: number;
  /** First time open; doubles at each failed trial up to `maxOpenSeconds`. */
  openSeconds: number;
  maxOpenSeconds: number;
}

export interface SecretEntry {
  id: string;
  ref: SecretRef;
  team: Team;
  required: boolean;
  rotateEverySeconds?: number;
  /** Where the catalog says so; a file's own time otherwise. */
  rotatedAt?: Instant;
  expiresAt?: Instant;
}

export interface Catalog {
  /** Where people find the runbooks and the dashboards; without a trailing slash. */
  links: { runbooks?: string; dashboards?: string };
  /** Most probes under way at once. */
  concurrency: number;
  /** The inventory of secrets (H11 of mission.md): names and dates, never a value. */
  secrets: SecretEntry[];
  /** Those that an integration belongs to. */
  teams: Team[];
  /** All latencies that a check or a promise is held against, in seconds. */
  thresholds: number[];
  integrations: Integration[];
}

/** What a reload makes of one thing: it came (`after` alone), went (`before` alone) or changed (both). */
export interface Change<T> {
  before?: T | undefined;
  after?: T | undefined;
}

export interface IntegrationChange extends Change<Integration> {
  /** Those of its checks that are not what they were. */
  checks: readonly Change<Check>[];
}
