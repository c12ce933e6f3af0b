import type { Clock } from "../contract.ts";
import { type Mask, STARS } from "./mask.ts";

export interface TraceEntry {
  /** Since the probe began. */
  offsetSeconds: number;
  message: string;
  data?: Facts;
}

type Facts = Record<string, unknown>;

/** Facts that cost something to gather are given as a function: it is called only when somebody listens. */
export type Trace = (message: string, data?: Facts | (() => Facts)) => void;

const SECRET_HEADERS = new Set(["authorization", "proxy-authorization", "cookie", "set-cookie"]);
/** Credentials that a request carries whatever their value: they are the one place where no secret by reference need be. */
export const isSecretHeader = (name: string): boolean => SECRET_HEADERS.has(name.toLowerCase());

/** That of a probe to which nobody listens. */
export const UNHEARD: Trace = () => {};

/** What a probe did, entry by entry, masked. Costs nothing while nobody listens. */
export function createTrace(clock: Clock, mask: Mask, onTrace?: (entry: TraceEntry) => void): Trace {
  if (!onTrace) return UNHEARD;
  const began = clock.monotonic();
  return (message, given) => {
    const offsetSeconds = clock.monotonic() - began;
    const data = typeof given === "function" ? given() : given;
    onTrace({ offsetSeconds, message: mask.text(message), ...(data ? { data: mask.data(data) } : {}) });
  };
}

export const maskHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretHeader(name) ? STARS : value]),
  );
