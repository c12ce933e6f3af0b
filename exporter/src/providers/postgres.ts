import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import pg from "pg";
import { z } from "zod";
import {
  defineProvider,
  failure,
  type Observations,
  type ProbeContext,
  secret,
  show,
  type Verdict,
} from "../contract.ts";
import { judgeError } from "./postgres/judge.ts";
import { forPg, upgradeToTls } from "./postgres/stream.ts";
import { matches, pattern } from "./support/pattern.ts";
import { tls, tlsSettings } from "./support/tls.ts";

/** Rows that a probe reads of its query; the server keeps the rest. */
const MAX_ROWS = 1000;
const MAX_BYTES = 8 * 1024 * 1024;
const NEARLY_FULL = 0.9;

const config = z.strictObject({
  host: z.string().min(1).describe("Host name or address"),
  port: z.int().min(1).max(65535).default(5432).describe("Port"),
  database: z.string().min(1).describe("Database"),
  user: z.string().min(1).describe("Role to log in as"),
  password: secret().optional().describe("Password of the role"),
  tls: tls(),
  query: z.string().min(1).default("SELECT 1").describe("One statement; runs in a read-only transaction"),
  min_rows: z.int().min(0).max(MAX_ROWS).default(0).describe("How many rows the query must return at least"),
  first_value: pattern()
    .optional()
    .describe("Regular expression for the first value of the first row, as text"),
});
type Config = z.output<typeof config>;

export default defineProvider({
  id: "postgres",
  title: "PostgreSQL",
  description: `Logs in and runs one query in a read-only transaction, with the probe's deadline as \`statement_timeout\`.

- **down**: no login (\`unauthorized\`), no such database (\`not_found\`), too many connections or starting up (\`server_error\`), the query fails, returns fewer than \`min_rows\` rows, or its first value does not match \`first_value\`. At most ${MAX_ROWS} rows are read.
- **degraded**: connections at 90 % of \`max_connections\`.
- Version and number of connections are told where the role may see them.

Source: [PostgreSQL error codes](https://www.postgresql.org/docs/current/errcodes-appendix.html).`,
  config,
  example: {
    provider: "postgres",
    host: "db.example.com",
    database: "app",
    user: "monitor",
    password: { env: "POSTGRES_PASSWORD" },
  },

  async probe(config, context) {
    const password = config.password ? context.secret(config.password) : "";
    const { host, port } = config;
    const dialed = await context.dial({ host, port });
    const settings = tlsSettings(config.tls, context);
    const socket = settings
      ? await context.measure("tls", () => upgradeToTls(dialed, host, settings))
      : (dialed as Socket);
    if ("ok" in socket) return socket;
    const certificate = "getPeerCertificate" in socket ? observeCertificate(socket as TLSSocket) : {};
    const client = new pg.Client({
      ...{ host, port, database: config.database, user: config.user },
      // Never undefined: pg would look into the environment and into ~/.pgpass.
      password: () => password,
      ssl: false,
      application_name: "integration_exporter",
      stream: () => forPg(socket, MAX_BYTES),
    });
    // Without a listener an error between two queries would end the process; the next query tells it anyway.
    client.on("error", () => {});
    context.onEnd(() => client.end());
    try {
      return { ...(await context.measure("wait", () => ask(client, config, context))), ...certificate };
    } catch (error) {
      context.signal.throwIfAborted();
      return judgeError(error);
    }
  },
});

const observeCertificate = (socket: TLSSocket): Observations => ({
  certificateExpiry: Date.parse(socket.getPeerCertificate().valid_to) / 1000,
});

async function ask(client: pg.Client, config: Config, context: ProbeContext): Promise<Verdict> {
  await client.connect();
  const milliseconds = Math.max(1, Math.ceil(context.secondsLeft() * 1000));
  await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${milliseconds}`);
  const rows = await readRows(client, config.query);
  context.trace("query answered", { rows: rows.length });
  const seen = await observeServer(client);
  if (rows.length < config.min_rows) {
    const detail = `the query returned ${rows.length} rows, wanted ${config.min_rows}`;
    return { ...failure("unexpected_response", detail), ...seen };
  }
  const first = rows[0]?.[0];
  if (config.first_value !== undefined && !matches(config.first_value, first ?? "")) {
    const detail = `the query's first value is ${show(first)}, wanted /${config.first_value}/`;
    return { ...failure("unexpected_response", detail), ...seen };
  }
  return { ok: true, ...seen };
}

/** Stops at the first batch, where pg's own query would fetch on to the last row. */
class FirstRows extends pg.Query<(string | null)[]> {
  handlePortalSuspended(connection: pg.Connection): void {
    connection.sync();
  }
}

async function readRows(client: pg.Client, text: string): Promise<(string | null)[][]> {
  const asText = { getTypeParser: () => (value: string) => value };
  const query = client.query(
    new FirstRows({ text, rows: MAX_ROWS, rowMode: "array", types: asText } as pg.QueryArrayConfig),
  );
  return new Promise((resolve, reject) => {
    query.on("error", reject);
    query.on("end", ({ rows }) => resolve(rows));
  });
}

async function observeServer(client: pg.Client): Promise<Observations> {
  const answer = await client
    .query<{ version: string; used: number; max: number }>(
      `SELECT current_setting('server_version') AS version, current_setting('max_connections')::int AS max,
         (SELECT sum(numbackends) FROM pg_stat_database)::int AS used`,
    )
    .catch((error: unknown) => {
      // A role that may not look, or a server that only speaks like PostgreSQL.
      if (error instanceof pg.DatabaseError) return undefined;
      throw error;
    });
  const row = answer?.rows[0];
  if (!row) return { summary: "PostgreSQL" };
  const version = row.version.split(" ", 1)[0] as string;
  const share = row.used / row.max;
  return {
    version,
    summary: `PostgreSQL ${version}, ${row.used} of ${row.max} connections`,
    ...(share >= NEARLY_FULL ? { degraded: `${row.used} of ${row.max} connections are taken` } : {}),
  };
}
