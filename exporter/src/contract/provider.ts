/** The promise between a provider and the runner. */
import type { Duplex } from "node:stream";
import type { ConnectionOptions } from "node:tls";
import type { z } from "zod";
import type { Observes } from "./catalog.ts";
import type { SecretRef } from "./fields.ts";
import type { Failure, Verdict } from "./verdict.ts";
import type { Clock, Instant, Phase } from "./words.ts";

export interface HttpRequest {
  method?: string;
  url: string;
  headers?: Record<string, string>;
  body?: string | undefined;
  /** How many redirects to follow; 0 by default: a 3xx is then the answer. A header with a secret is not sent to another origin. */
  maxRedirects?: number;
  /** A larger body is an `unexpected_response`; 1 MiB by default. */
  maxBodyBytes?: number;
  tls?: TlsSettings | undefined;
  /** Speak over this Unix socket instead of the network. */
  socketPath?: string;
  /** Use the connection that the check's last probe left open, if it did, and leave this one open for the next. */
  reuse?: boolean;
}

/** `ok` says that an answer arrived, not that it is a good one. */
export interface HttpResponse {
  ok: true;
  status: number;
  /** Lower-case names; repeated headers joined by ", ". */
  headers: Record<string, string>;
  /** The body as text, decoded when it is first read. */
  readonly body: string;
  /** The body, unpacked. */
  bytes: Uint8Array;
  /** Where the redirects ended. */
  url: string;
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
  /** The same measurements and limits behind the standard interface, for libraries that bring their own client. */
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
  /**
   * The provider's own keys of a check, each with a description. Must not take the common keys (`interval`, `timeout`,
   * ...). What it makes of them is plain data: it crosses threads as JSON.
   */
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
