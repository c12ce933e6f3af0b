import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { LiveWebConfig } from "./live.ts";
import { type Credentials, createPasswords } from "./passwords.ts";

export interface Guard {
  /** Sets the configured headers; answers by itself, and says false, when the caller may not go on. */
  admit(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): Promise<void>;
}

/** Stands before every route: basic authentication against the users of the web configuration. */
export function createGuard(config: LiveWebConfig, log: Logger): Guard {
  const passwords = createPasswords();

  const admit = async (request: IncomingMessage, response: ServerResponse) => {
    config.refresh();
    for (const [name, value] of config.current.headers) response.setHeader(name, value);
    const { users } = config.current;
    if (users.size === 0) return true;
    const credentials = parseBasic(request.headers.authorization);
    const answer = credentials ? await passwords.check(users, credentials) : "wrong";
    if (answer === "right") return true;
    if (answer === "busy") return refuse(response, 503, { "Retry-After": "1" });
    if (credentials) log.warn({ client: request.socket.remoteAddress }, "authentication failed");
    return refuse(response, 401, {
      "WWW-Authenticate": 'Basic realm="integration_exporter", charset="UTF-8"',
    });
  };
  return { admit, close: passwords.close };
}

function refuse(response: ServerResponse, status: 401 | 503, headers: Record<string, string>): false {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers });
  response.end(status === 401 ? "Unauthorized\n" : "Too many passwords to check, try again\n");
  return false;
}

function parseBasic(header: string | undefined): Credentials | undefined {
  const encoded = /^basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? "")?.[1];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? "", "base64").toString()) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}
