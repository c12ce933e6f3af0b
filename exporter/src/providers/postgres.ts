import { z } from "zod";
import { defineProvider, secret } from "../contract.ts";
import { MAX_ROWS } from "./postgres/stream.ts";
import { pattern } from "./support/pattern.ts";
import { tls } from "./support/tls.ts";

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
export type Config = z.output<typeof config>;

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
    // pg weighs 10 MB: it is loaded by the first probe that needs it.
    const { probePostgres } = await import("./postgres/session.ts");
    return probePostgres(config, context);
  },
});
