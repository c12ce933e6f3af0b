import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import pg from "pg";
import { failure, type Observations, type ProbeContext, show, type Verdict } from "../../contract.ts";
import type { Config } from "../postgres.ts";
import { matches } from "../support/pattern.ts";
import { tlsSettings } from "../support/tls.ts";
import { judgeError } from "./judge.ts";
import { forPg, MAX_ROWS, upgradeToTls } from "./stream.ts";

const MAX_BYTES = 8 * 1024 * 1024;
const NEARLY_FULL = 0.9;

/** Logs in, asks, and judges what comes. */
export async function probePostgres(config: Config, context: ProbeContext): Promise<Verdict> {
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
    const answer = await context.measure("wait", () => ask(client, config, context));
    return { ...(await judge(answer.rows, config)), ...answer.seen, ...certificate };
  } catch (error) {
    context.signal.throwIfAborted();
    return judgeError(error);
  }
}

const observeCertificate = (socket: TLSSocket): Observations => ({
  certificateExpiry: Date.parse(socket.getPeerCertificate().valid_to) / 1000,
});

async function ask(client: pg.Client, config: Config, context: ProbeContext) {
  await client.connect();
  const milliseconds = Math.max(1, Math.ceil(context.secondsLeft() * 1000));
  await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${milliseconds}`);
  const rows = await readRows(client, config.query);
  context.trace("query answered", { rows: rows.length });
  return { rows, seen: await observeServer(client) };
}

async function judge(rows: (string | null)[][], config: Config): Promise<Verdict> {
  if (rows.length < config.min_rows) {
    const detail = `the query returned ${rows.length} rows, wanted ${config.min_rows}`;
    return failure("unexpected_response", detail);
  }
  const first = rows[0]?.[0];
  if (config.first_value !== undefined && !(await matches(config.first_value, first ?? ""))) {
    const detail = `the query's first value is ${show(first)}, wanted /${config.first_value}/`;
    return failure("unexpected_response", detail);
  }
  return { ok: true };
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
