import { z } from "zod";
import {
  defineProvider,
  type Failure,
  failure,
  type Observations,
  type Reason,
  secret,
} from "../contract.ts";
import { encodeCommand, parseInfo, type Reply, readReplies } from "./redis/reply.ts";
import { tls, tlsSettings } from "./support/tls.ts";

const MAX_REPLY_BYTES = 1024 * 1024;
/** A server this close to its limit refuses its next clients or writes soon. */
const NEARLY_FULL = 0.9;

export default defineProvider({
  id: "redis",
  title: "Redis",
  description: `Connects, authenticates, sends \`PING\` and reads \`INFO\`, in one round trip.

- **down**: no \`PONG\`; the error's first word gives the reason (\`NOAUTH\`, \`WRONGPASS\` → \`unauthorized\`; \`NOPERM\` → \`forbidden\`; \`LOADING\`, \`MASTERDOWN\`, \`CLUSTERDOWN\`, \`BUSY\`, too many clients → \`server_error\`).
- **degraded**: a replica without its master, a failed background save or append, clients or memory at 90 % of their limit. Memory counts only where nothing is evicted (\`noeviction\`): a cache is meant to be full.
- A user who may \`PING\` but not \`INFO\` is fine: the check then says less.

Source: [Redis protocol](https://redis.io/docs/latest/develop/reference/protocol-spec/), [INFO](https://redis.io/docs/latest/commands/info/). Works with Valkey and KeyDB.`,
  config: z.strictObject({
    host: z.string().min(1).describe("Host name or address"),
    port: z.int().min(1).max(65535).default(6379).describe("Port"),
    tls: tls(),
    username: z.string().min(1).optional().describe("ACL user; the default user when absent"),
    password: secret().optional().describe("Password of the user"),
    database: z.int().min(0).optional().describe("Number of the database to select"),
  }),
  example: { provider: "redis", host: "redis.example.com", password: { env: "REDIS_PASSWORD" } },

  async probe(config, context) {
    const password = config.password && context.secret(config.password);
    const commands: [name: string, ...words: string[]][] = [
      ...(password === undefined ? [] : [["AUTH", ...(config.username ? [config.username] : []), password]]),
      ...(config.database === undefined ? [] : [["SELECT", String(config.database)]]),
      ["PING"],
      ["INFO"],
    ] as [string, ...string[]][];

    const settings = tlsSettings(config.tls, context);
    const connection = await context.dial({
      host: config.host,
      port: config.port,
      ...(settings ? { tls: settings } : {}),
    });
    // One write for all: each waits for no other, and a refused AUTH shows in what follows as well.
    connection.write(commands.map((words) => encodeCommand(...words)).join(""));
    const { replies, garbage } = await context.measure("wait", () =>
      readReplies(connection, commands.length, MAX_REPLY_BYTES),
    );
    context.trace("redis answered", { replies: replies.length, garbage });

    for (const [index, [name]] of commands.entries()) {
      const reply = replies[index];
      if (!reply && garbage) return failure("unexpected_response", `not a Redis server: it sent ${garbage}`);
      if (!reply) return failure("server_error", `closed the connection before it answered ${name}`);
      if ("error" in reply && !(name === "INFO" && reply.error.startsWith("NOPERM"))) {
        return judgeError(name, reply.error);
      }
      if (name === "PING" && !("value" in reply && reply.value === "PONG")) {
        return failure("unexpected_response", "did not answer PING with PONG");
      }
    }
    return { ok: true, ...observe(replies.at(-1) as Reply) };
  },
});

const REASON_BY_CODE: Record<string, Reason> = {
  NOAUTH: "unauthorized",
  WRONGPASS: "unauthorized",
  NOPERM: "forbidden",
  DENIED: "forbidden",
};

function judgeError(command: string, error: string): Failure {
  const code = error.split(" ", 1)[0] as string;
  const detail = `${command}: ${error}`;
  if (code !== "ERR") return failure(REASON_BY_CODE[code] ?? "server_error", detail);
  if (/max number of clients/i.test(error)) return failure("server_error", detail);
  if (command === "AUTH") return failure("unauthorized", detail);
  if (command === "SELECT") return failure("not_found", detail);
  return failure("unexpected_response", detail);
}

function observe(reply: Reply): Observations {
  if ("error" in reply) return { summary: "Redis; its INFO is not for this user" };
  const info = parseInfo(reply.value);
  const version = info.get("redis_version");
  const degraded = findTrouble(info);
  const clients = info.get("connected_clients");
  return {
    ...(version ? { version } : {}),
    ...(degraded ? { degraded } : {}),
    summary: [
      `Redis ${version ?? ""}`.trim(),
      info.get("role"),
      clients && `${clients} ${clients === "1" ? "client" : "clients"}`,
      info.has("used_memory_human") && `${info.get("used_memory_human")} used`,
    ]
      .filter(Boolean)
      .join(", "),
  };
}

function findTrouble(info: Map<string, string>): string | undefined {
  if (info.get("role") === "slave" && info.get("master_link_status") === "down")
    return "replica has lost its master";
  if (info.get("rdb_last_bgsave_status") === "err") return "last background save failed";
  if (info.get("aof_last_write_status") === "err") return "last write to the append-only file failed";

  const share = (used: string, limit: string) => {
    const most = Number(info.get(limit) ?? 0);
    return most > 0 ? Number(info.get(used)) / most : 0;
  };
  const percent = (ratio: number) => `${Math.round(ratio * 100)} %`;
  const clients = share("connected_clients", "maxclients");
  if (clients >= NEARLY_FULL) return `clients at ${percent(clients)} of maxclients`;
  const memory = share("used_memory", "maxmemory");
  const evicts = (info.get("maxmemory_policy") ?? "noeviction") !== "noeviction";
  if (memory >= NEARLY_FULL && !evicts)
    return `memory at ${percent(memory)} of maxmemory, and nothing is evicted`;
  return undefined;
}
