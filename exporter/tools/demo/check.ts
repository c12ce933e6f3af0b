/** A check of a catalog, turned to what stands in for its third party on this machine. */
import type { Provider } from "../../src/contract.ts";
import type { Postgres, Server } from "../servers.ts";

/** As the file writes it. */
export type Check = Record<string, unknown> & { provider: string };

/** Ports that a catalog names of this machine, and those that are in use instead. */
export type Moves = ReadonlyMap<number, number>;

export interface StandIns {
  /** Base URLs of the simulated third parties, by id. */
  upstreams: Readonly<Record<string, string>>;
  redis?: Server | undefined;
  postgres?: Postgres | undefined;
  /** A folder of Markdown pages. */
  docs: string;
  moves: Moves;
  providers: ReadonlyMap<string, Provider>;
}

export interface Placed {
  check: Check;
  /** The simulated third party that it watches, if it is one. */
  upstream?: string;
}

const HERE = "127.0.0.1";
const MCP_SERVER = ["mcp-server-everything", "stdio"];
/** A server that starts for each probe wants more time than an API. */
const MCP_PACE = { interval: "20s", max_interval: "60s", timeout: "15s" };

const without = (check: Check, ...keys: string[]): Check =>
  Object.fromEntries(Object.entries(check).filter(([key]) => !keys.includes(key))) as Check;
const only = (check: Check, ...keys: string[]): Check =>
  Object.fromEntries(Object.entries(check).filter(([key]) => keys.includes(key))) as Check;
/** What every check has, whatever its provider. */
const COMMON = ["provider", "id", "optional", "latency"];

const isHere = (url: unknown) => typeof url === "string" && new URL(url).hostname === HERE;

function moved(url: string, moves: Moves): string {
  const target = new URL(url);
  target.port = String(moves.get(Number(target.port)) ?? target.port);
  return target.href;
}

/** Undefined where nothing can stand in: a name server or a certificate, for instance. */
export function place(check: Check, stand: StandIns): Placed | undefined {
  const { upstreams, redis, postgres, moves } = stand;
  switch (check.provider) {
    case "http":
      if (isHere(check.url)) return { check: { ...check, url: moved(String(check.url), moves) } };
      return {
        // The stand-in answers everything alike, so what a good answer holds cannot be asked of it.
        check: {
          ...without(check, "expect", "tls"),
          url: `${upstreams.web}${new URL(String(check.url)).pathname}`,
        },
        upstream: "web",
      };
    case "docker":
      return { check: { ...without(check, "socket", "tls"), url: upstreams.docker }, upstream: "docker" };
    case "markdown-docs":
      return { check: { ...without(check, "include"), folder: stand.docs } };
    case "mcp":
      return {
        check: { ...only(check, ...COMMON), command: MCP_SERVER, ...MCP_PACE, env: secretsOf(check) },
      };
    case "redis":
      return redis && { check: { ...without(check, "tls", "username"), host: redis.host, port: redis.port } };
    case "postgres": {
      if (!postgres) return undefined;
      const { host, port, database, user } = postgres;
      return { check: { ...only(check, ...COMMON, "password"), host, port, database, user } };
    }
    case "tcp":
      return check.host === HERE
        ? { check: { ...check, port: moves.get(Number(check.port)) ?? check.port } }
        : undefined;
    case "tls":
    case "dns":
      return undefined;
    default:
      return placeApi(check, stand);
  }
}

/** The environment of the MCP server that stands in: what the real one would be shown, so that a want of it shows too. */
function secretsOf({ env, headers, auth }: Check): Record<string, unknown> {
  const shown = Object.values({ ...(headers as object), ...(auth as object) });
  const refs = shown.filter((value) => typeof value === "object");
  return { ...(env as object), ...Object.fromEntries(refs.map((ref, index) => [`SECRET_${index}`, ref])) };
}

/** Its own simulator stands in for an API; addresses beside the first lead there too, a token endpoint follows it. */
function placeApi(check: Check, { upstreams, moves, providers }: StandIns): Placed | undefined {
  if (isHere(check.base_url)) return { check: { ...check, base_url: moved(String(check.base_url), moves) } };
  const url = upstreams[check.provider];
  const keys = Object.keys(providers.get(check.provider)?.config.shape ?? {});
  if (url === undefined || !keys.includes("base_url")) return undefined;
  const addresses = keys.filter((key) => key.endsWith("_url") && key !== "token_url");
  return {
    check: {
      ...without(check, "token_url", "components"),
      ...Object.fromEntries(addresses.map((key) => [key, url])),
    },
    upstream: check.provider,
  };
}
