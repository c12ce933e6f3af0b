/** Where to listen. Without a host: all addresses of the machine. Port 0: the system chooses. */
export interface Address {
  host?: string;
  port: number;
}

/** Reads `127.0.0.1:10120`, `:10120`, `[::1]:10120`; undefined when it is none of these. */
export function parseAddress(text: string): Address | undefined {
  const parts = /^(?:\[(?<v6>[0-9a-fA-F:.%]+)\]|(?<name>[^\s:[\]/]*)):(?<port>\d{1,5})$/.exec(text)?.groups;
  const port = Number(parts?.port);
  if (!parts || port > 65_535) return undefined;
  const host = parts.v6 ?? parts.name;
  return host ? { host, port } : { port };
}
