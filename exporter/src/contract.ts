/**
 * What the stages share: words, shapes and the promise between a provider and the runner.
 * A stage imports this file, libraries and itself, and nothing else of the project.
 */
import type { Duplex } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import { inspect } from "node:util";
import { z } from "zod";

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

// ---------------------------------------------------------------------------------------------- closed sets

/** Why a probe failed. Closed: it is a label. */
export const REASONS = [
  "dns",
  "connect",
  "tls",
  "timeout",
  "unauthorized",
  "forbidden",
  "rate_limited",
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

// --------------------------------------------------------------------------------------------------- catalog

/**
 * Names a secret without holding it. The value is read when a probe needs it, so a rotated file counts from
 * the next probe on, and no part of the catalog can print it.
 */
export type SecretRef = { file: string } | { env: string };

const SECRET = z
  .union([
    z.strictObject({
      file: z.string().min(1).describe("Path of a file that holds the secret, relative to the catalog"),
    }),
    z.strictObject({
      env: z.string().min(1).describe("Name of an environment variable that holds the secret"),
    }),
  ])
  .meta({
    id: "Secret",
    description: "A secret, by reference: `{ file: path }` or `{ env: NAME }`, never a literal",
  });

/**
 * Schema of a secret in a provider's configuration. A literal is refused. Always the same one: the catalog
 * finds secrets by it, and a JSON Schema holds no two definitions of one name.
 */
export const secret = () => SECRET;

const UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const DURATION_WANTED = "must be a duration such as 250ms, 30s, 5m, 1h30m or 14d";

/** Schema of a duration: `250ms`, `30s`, `5m`, `1h30m`, `14d` in the file, seconds in the code. */
export const duration = () =>
  z
    .string(DURATION_WANTED)
    .regex(DURATION, DURATION_WANTED)
    .transform((text) =>
      [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)].reduce(
        (seconds, [, amount, unit]) => seconds + Number(amount) * (UNITS[unit as string] as number),
        0,
      ),
    )
    .meta({ description: "A duration: `250ms`, `30s`, `5m`, `1h30m`, `14d`" });

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
  team: Team;
  lifecycle: Lifecycle;
  dependsOn: string[];
  slo?: Slo;
  /** US dollars a month. */
  cost?: { min: number; max: number };
  /** What one should know: open issues, quirks. */
  notes: string[];
  /** The integration that takes the place of a deprecated or discontinued one. */
  replacedBy?: string;
  /** While one of these lasts, nobody is paged. */
  maintenance: { from: Instant; to: Instant }[];
  checks: Check[];
}

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
  integrations: Integration[];
}

// ------------------------------------------------------------------------------- between provider and runner

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

export interface HttpRequest {
  method?: string;
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** How many redirects to follow; 0 by default: a 3xx is then the answer. A header with a secret is not sent to another origin. */
  maxRedirects?: number;
  /** A larger body is an `unexpected_response`; 1 MiB by default. */
  maxBodyBytes?: number;
  tls?: TlsSettings;
  /** Speak over this Unix socket instead of the network. */
  socketPath?: string;
}

/** `ok` says that an answer arrived, not that it is a good one. */
export interface HttpResponse {
  ok: true;
  status: number;
  /** Lower-case names; repeated headers joined by ", ". */
  headers: Record<string, string>;
  body: string;
  /** Where the redirects ended. */
  url: string;
  /** Of the last TLS connection. */
  certificateExpiry?: Instant;
}

export type TlsSettings = Pick<
  ConnectionOptions,
  "ca" | "cert" | "key" | "servername" | "rejectUnauthorized" | "ALPNProtocols"
>;

export interface DialTarget {
  host: string;
  port: number;
  /** Present: TLS follows the connection. `{}` verifies chain and host name. */
  tls?: TlsSettings;
}

/** What outlives one probe: tokens, protocol eras, validators. Shared by all checks, so a key names its owner. */
export interface Memory {
  get<T>(key: string): T | undefined;
  /** Forgotten at `expires`; never, when absent. */
  set(key: string, value: unknown, expires?: Instant): void;
  delete(key: string): void;
}

/**
 * What the runner lends to a provider for one attempt. Everything here is measured by the runner; a network
 * error that a library throws (a Node error code, or an abort at the deadline) may be left to fly: the runner
 * gives it its reason. Anything else thrown is a bug of ours, `internal`.
 */
export interface ProbeContext {
  /** Aborts at the deadline and at shutdown. */
  signal: AbortSignal;
  clock: Clock;
  /** Seconds until the deadline, for libraries that want a time-out of their own. */
  secondsLeft(): number;
  http(request: HttpRequest): Promise<HttpResponse | Failure>;
  /** The same connections and measurements behind the standard interface, for libraries that bring their own client. */
  fetch: typeof fetch;
  /** A fresh connection, measured; closed by the runner when the attempt ends. */
  dial(target: DialTarget): Promise<Duplex>;
  /** Names what the time of `work` counts as, where the runner cannot see it at a socket. */
  measure<T>(phase: Phase, work: () => Promise<T>): Promise<T>;
  /** The secret's value. From then on it is masked in everything that this probe says. */
  secret(ref: SecretRef): string;
  memory: Memory;
  /** A decision or a fact for `/probe?debug=true` and for `integration_exporter probe`. */
  trace(message: string, data?: Record<string, unknown>): void;
  /** Registers what must happen when the attempt ends, however it ends (kill a child, close a client). */
  onEnd(cleanup: () => void | Promise<void>): void;
}

/** One kind of integration. Lives in a file of its own in `providers/`, as its default export; found by folder. */
export interface Provider<Shape extends z.ZodRawShape = z.ZodRawShape> {
  /** As the catalog writes it in `provider:`; the file's name. */
  id: string;
  title: string;
  /** What it checks and how it judges, in Markdown, with the source of each fact. */
  description: string;
  /** The provider's own keys of a check, each with a description. Must not take the common keys (`interval`, `timeout`, ...). */
  config: z.ZodObject<Shape>;
  /** A check as the catalog writes it, for the documentation. Must validate. */
  example: Record<string, unknown>;
  /** What a check with this configuration will tell. */
  observes?(config: z.output<z.ZodObject<Shape>>): Observes;
  /** The secret whose quota a probe spends: checks that name the same one share what is left of it. */
  credential?(config: z.output<z.ZodObject<Shape>>): SecretRef | undefined;
  probe(config: z.output<z.ZodObject<Shape>>, context: ProbeContext): Promise<Verdict>;
}

/** Gives a provider its types. */
export const defineProvider = <Shape extends z.ZodRawShape>(provider: Provider<Shape>): Provider<Shape> =>
  provider;

// ---------------------------------------------------------------------------------------- from runner to store

interface Ran {
  startedAt: Instant;
  /** Of the last attempt, without the waits between attempts. */
  durationSeconds: number;
  phases: Phases;
  attempts: number;
  observations: Observations;
}

export type ProbeResult =
  | ({ outcome: "success" } & Ran)
  | ({ outcome: "failure"; reason: Reason; detail: string; retryAfterSeconds?: number } & Ran)
  | { outcome: "skipped"; until: Instant };

/** What is known of a check: the status stage writes it, everything after reads it. */
export interface CheckState {
  status: Status;
  /** One sentence: why this status. */
  why: string;
  /** What is missing to probe it at all. */
  unconfigured?: string;
  /** Over the status window; NaN before the first probe. */
  successRatio: number;
  /** The same, with refusals (a credential, a quota) counted as answers: what the upstream is to be judged by. */
  answerRatio: number;
  /** Of successful probes in the window, seconds; NaN when there was none. */
  p95Seconds: number;
  consecutiveFailures: number;
  /** The last result that ran. */
  last?: Exclude<ProbeResult, { outcome: "skipped" }>;
  lastSuccessAt?: Instant;
  /** What the last good probe told: kept while the check fails. */
  lastGood: Observations;
  circuit: Circuit;
  /** The interval now, backed off or not. */
  intervalSeconds: number;
}

export const checkKey = (check: { integration: string; id: string }): string =>
  `${check.integration}/${check.id}`;

/** For messages: a value as the reader wrote it, short. */
export const show = (value: unknown): string =>
  inspect(value, { depth: 2, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 60 });

/** For messages: what the reader probably meant by `word`; undefined when nothing comes near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const ranked = words.map((candidate) => ({ candidate, distance: editDistance(word, candidate) }));
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(2, word.length / 3) ? best.candidate : undefined;
}

/** Letters to insert, delete or replace on the way from one word to the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const replace = (row[column - 1] as number) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[column] as number) + 1, (next[column - 1] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}
