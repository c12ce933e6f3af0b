/** The third parties of the tests that exist as real programs, each on a free port of 127.0.0.1. */
import { execFile } from "node:child_process";
import { chown, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { engine } from "./engines.ts";
import { freePort, inTemporaryFolder, startProcess } from "./process.ts";

export interface Server {
  host: string;
  port: number;
  stop(): Promise<void>;
}

const host = "127.0.0.1";

/** `config`: further lines of redis.conf. */
export async function startRedis(options: { password?: string; config?: string } = {}): Promise<Server> {
  const command = await engine("redis-server");
  const port = await freePort();
  const { stop } = await inTemporaryFolder("redis", async (folder) => {
    const config = [
      `bind ${host}`,
      `port ${port}`,
      `dir ${folder}`,
      'save ""',
      options.password === undefined ? "" : `requirepass ${options.password}`,
      options.config ?? "",
    ];
    await writeFile(join(folder, "redis.conf"), `${config.join("\n")}\n`);
    return startProcess({
      name: "redis-server",
      command,
      args: [join(folder, "redis.conf")],
      ready: { line: /Ready to accept connections/ },
    });
  });
  return { host, port, stop };
}

export interface Postgres extends Server {
  user: string;
  password: string;
  database: string;
}

/** Superuser `postgres` with a password, checked by SCRAM; no TLS. */
export async function startPostgres(): Promise<Postgres> {
  const bin = await engine("postgres");
  const port = await freePort();
  const password = "postgres-test-password";
  const { stop } = await inTemporaryFolder("postgres", async (folder) => {
    const data = join(folder, "data");
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, password);
    if (isRoot) await chown(folder, NOBODY, NOBODY);
    const [initdb, ...initdbArgs] = unprivileged(
      join(bin, "initdb"),
      ...[`--pgdata=${data}`, "--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`],
      ...["--encoding=UTF8", "--locale=C", "--no-sync"],
    );
    await promisify(execFile)(initdb, initdbArgs, { cwd: folder });
    const [command, ...args] = unprivileged(
      join(bin, "postgres"),
      ...["-D", data, "-h", host, "-p", `${port}`, "-k", folder, "-c", "fsync=off"],
    );
    return startProcess({
      name: "postgres",
      command,
      args,
      cwd: folder,
      ready: { line: /ready to accept connections/ },
      // SIGTERM would wait for the clients to leave.
      stopSignal: "SIGINT",
    });
  });
  return { host, port, user: "postgres", password, database: "postgres", stop };
}

const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

/**
 * PostgreSQL refuses to run as root. Root's own cache folder, where it may come from, is closed to others:
 * hence the one capability that is kept, also for access(2), which initdb asks with.
 */
const unprivileged = (...command: [string, ...string[]]): [string, ...string[]] =>
  isRoot
    ? [
        ...(["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"] as const),
        ...["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"],
        ...command,
      ]
    : command;

/**
 * One nginx `server`. `directives` are the inside of its block; `listen` are further words of its listen
 * directive (`ssl`).
 */
export async function startNginx(directives: string, listen = ""): Promise<Server> {
  const command = await engine("nginx");
  const port = await freePort();
  const { stop } = await inTemporaryFolder("nginx", async (folder) => {
    const config = join(folder, "nginx.conf");
    await writeFile(config, nginxConfig(folder, `listen ${host}:${port} ${listen};\n${directives}`));
    return startProcess({
      name: "nginx",
      command,
      args: ["-e", "stderr", "-p", folder, "-c", config],
      ready: { port },
    });
  });
  return { host, port, stop };
}

/** Every path that nginx writes to, for the ones built in belong to root; one process, so it stays the user's. */
const nginxConfig = (folder: string, server: string) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join("\n  ")}
  server {
${server}
  }
}
`;
