import type { TlsSettings } from "../contract.ts";
import type { Target } from "./dial.ts";

/** Where an HTTP connection leads. */
export interface Route {
  /** Of which scheme, host and port count. */
  url: Readonly<URL>;
  tls?: TlsSettings | undefined;
  socketPath?: string | undefined;
}

export const DEFAULT_HEADERS = {
  "user-agent": "integration_exporter",
  // An answer that comes compressed costs time that is not the upstream's, and may hide a bomb.
  "accept-encoding": "identity",
};

/** The same for all routes that lead to one place in one way. */
export const keyOf = ({ url, tls, socketPath }: Route): string =>
  tls || socketPath ? JSON.stringify([url.origin, socketPath, tls]) : url.origin;

export function targetOf(
  { protocol, hostname, port }: Pick<URL, "protocol" | "hostname" | "port">,
  tls?: TlsSettings,
): Target {
  const secure = protocol === "https:";
  return {
    // An IPv6 address without its brackets.
    host: hostname.startsWith("[") ? hostname.slice(1, -1) : hostname,
    port: Number(port) || (secure ? 443 : 80),
    ...(secure ? { tls: { ALPNProtocols: ["http/1.1"], ...tls } } : {}),
  };
}
