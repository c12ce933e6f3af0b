import type {
  Check,
  CheckState,
  Clock,
  Delivery,
  DeliveryResult,
  Instant,
  Integration,
  MaintenanceState,
  Status,
  Webhook,
} from "../contract.ts";

/** What the HTTP side needs to know of the rest of the exporter. */
export interface Site {
  version: string;
  /** Path of the metrics, with its leading slash (`--web.telemetry-path`). */
  metricsPath: string;
  clock: Pick<Clock, "now">;
  /** All metrics in the wanted format: pieces of one text. */
  metrics(format: MetricsFormat): Promise<readonly Piece[]>;
  /** Whether the first catalog is loaded and the scheduler runs. */
  ready(): boolean;
  /** Loads the catalog anew; `message` holds every error of a bad one. */
  reload(): Promise<{ ok: true } | { ok: false; message: string }>;
  /** One probe now; undefined when the catalog has no such integration or check. */
  probe(
    target: { integration: string; check?: string },
    options: ProbeOptions,
  ): Promise<{ metrics: string; trace: string } | undefined>;
  /** Verifies a call of a webhook; undefined when the catalog has none of this name. Rejects when the body does. */
  deliver(
    target: Pick<Webhook, "integration" | "id">,
    delivery: Delivery,
  ): Promise<DeliveryResult | undefined>;
  overview(): OverviewRow[];
  /** Names of the alerts that have a runbook. */
  runbooks(): Promise<string[]>;
  /** Markdown; undefined when the alert has none. */
  runbook(alert: string): Promise<string | undefined>;
}

/** Stays as it is until it is given back, which may be done twice. */
export interface Piece {
  readonly bytes: Uint8Array;
  giveBack(): void;
}

export type MetricsFormat = "text" | "openmetrics";

export interface ProbeOptions {
  /** Infinity when the caller named none: then the check's own time-out counts alone. */
  timeoutSeconds: number;
  /** Aborts when the client goes away. */
  signal: AbortSignal;
  /** Whether `trace` will be read. */
  debug: boolean;
}

export interface OverviewRow {
  integration: Integration;
  status: Status;
  maintenance: MaintenanceState;
  checks: { check: Check; state: CheckState }[];
}

/** For pages: `12 s ago`, with the exact time beside it. */
export const ago = (then: Instant, now: Instant): string => `${span(Math.max(0, now - then))} ago`;

/** `15 Jan 2027` and `08:00`. */
function clock(at: Instant): [day: string, time: string] {
  // Sun, 15 Jan 2027 08:00:00 GMT. No DateTimeFormat: its tables would be megabytes of every exporter.
  const [, day, month, year, time = ""] = new Date(at * 1000).toUTCString().split(" ");
  return [`${Number(day)} ${month} ${year}`, time.slice(0, 5)];
}

/** For pages: `04:00` by the clock of UTC, with its day where that is not the day of `beside`. */
export function utc(at: Instant, beside: Instant): string {
  const [day, time] = clock(at);
  return day === clock(beside)[0] ? time : `${day.slice(0, -" 2027".length)} ${time}`;
}

/** For pages: seconds in the largest unit that leaves a whole number worth reading. */
export function span(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
