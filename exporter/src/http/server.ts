import { once } from "node:events";
import type { Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Express } from "express";
import type { Logger } from "pino";
import type { Clock } from "../contract.ts";
import { parseAddress } from "./address.ts";
import { createGuard, type Guard } from "./web-config/guard.ts";
import type { LiveWebConfig } from "./web-config/live.ts";
import { enforceClientPolicy, secureContextOptions, tlsOptions } from "./web-config/tls.ts";

// An import asks for all that the module exports, and so loads what Node loads when asked: its fetch client and HTTP/2, 3 MB.
const { createServer: createPlainServer } = process.getBuiltinModule("node:http");

export interface ListenOptions {
  /** `host:port`, `:port` or `[v6]:port` (`--web.listen-address`). */
  address: string;
  /** TLS, passwords and headers (`--web.config.file`). */
  webConfigFile?: string;
  log: Logger;
  clock: Pick<Clock, "after">;
}

/**
 * Against clients that send slowly or never: the whole head within 10 s, the whole request within 30 s, looked
 * at every 5 s. A kept-alive connection outlives a scrape interval of a minute, so Prometheus need not dial anew.
 */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 75_000,
};
const MAX_CONNECTIONS = 512;
/** How long answers under way may take to end once we close. */
const GRACE_SECONDS = 2;

/**
 * Serves `app`. Rejects with an error whose message is for the operator: a bad address, a port that is taken,
 * a web configuration that does not hold.
 */
export async function listen(
  app: Express,
  { address, webConfigFile, log, clock }: ListenOptions,
): Promise<{ close(): Promise<void>; url: string }> {
  const where = parseAddress(address);
  if (!where) {
    throw new Error(
      `--web.listen-address: must be host:port, :port or [v6]:port, got ${JSON.stringify(address)}`,
    );
  }
  const config = webConfigFile === undefined ? undefined : await watched(webConfigFile, log);
  const guard = config && createGuard(config, log);
  const server = createServer(app, config, guard);
  server.maxConnections = MAX_CONNECTIONS;
  try {
    server.listen(where);
    await once(server, "listening");
  } catch (error) {
    await guard?.close();
    throw listenError(error as NodeJS.ErrnoException, address);
  }

  const { port } = server.address() as AddressInfo;
  const host = where.host?.includes(":") ? `[${where.host}]` : (where.host ?? "localhost");
  const url = `${config?.current.tls ? "https" : "http"}://${host}:${port}`;
  log.info({ url, authentication: (config?.current.users.size ?? 0) > 0 }, "listening");
  return { url, close: () => close(server, guard, clock) };
}

/** Loaded when it is needed: it brings the YAML parser. */
async function watched(file: string, log: Logger): Promise<LiveWebConfig> {
  const { watchWebConfig } = await import("./web-config/live.ts");
  return watchWebConfig(file, log);
}

function createServer(app: Express, config: LiveWebConfig | undefined, guard: Guard | undefined): Server {
  const handler: Parameters<typeof createPlainServer>[1] = guard
    ? (request, response) =>
        void guard.admit(request, response).then((admitted) => admitted && app(request, response))
    : app;
  if (!config?.current.tls) return createPlainServer(LIMITS, handler);

  const server = createTlsServer({ ...LIMITS, ...tlsOptions(config.current.tls) }, handler);
  // Before the server's own listener: the handshake of this very connection shall see a renewed certificate.
  let inForce = config.current.tls;
  server.prependListener("connection", () => {
    config.refresh();
    if (!config.current.tls || config.current.tls === inForce) return;
    inForce = config.current.tls;
    server.setSecureContext(secureContextOptions(inForce));
  });
  server.prependListener("secureConnection", (socket) => {
    if (config.current.tls) enforceClientPolicy(socket, config.current.tls);
  });
  return server;
}

async function close(server: Server, guard: Guard | undefined, clock: Pick<Clock, "after">): Promise<void> {
  const closed = once(server, "close");
  server.close();
  const cancel = clock.after(GRACE_SECONDS, () => server.closeAllConnections());
  await closed;
  cancel();
  await guard?.close();
}

const LISTEN_PROBLEMS: Record<string, string> = {
  EADDRINUSE: "another program uses this port; stop it (`ss -ltnp` names it), or choose another address",
  EACCES: "this user may not use this port; choose one above 1023",
  EADDRNOTAVAIL: "this machine has no such address",
  ENOTFOUND: "this host name has no address",
};

function listenError(error: NodeJS.ErrnoException, address: string): Error {
  const problem = LISTEN_PROBLEMS[error.code ?? ""] ?? error.message;
  return new Error(`--web.listen-address=${address}: ${problem}`, { cause: error });
}
