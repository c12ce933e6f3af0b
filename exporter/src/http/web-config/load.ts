import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { createSecureContext } from "node:tls";
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { type TlsServerConfig, WebConfigFile } from "./schema.ts";
import { secureContextOptions, type Tls } from "./tls.ts";

export interface WebConfig {
  tls?: Tls;
  /** bcrypt hashes by user; empty: nobody needs a password. */
  users: ReadonlyMap<string, string>;
  headers: ReadonlyMap<string, string>;
}

export type Loaded = { ok: true; config: WebConfig } | { ok: false; message: string };

/**
 * Reads the file and all that it names. `files` gets every path that was looked at, also when something is
 * wrong with it. The message of a failure holds all errors, one a line, and never a value: they are secrets.
 */
export function loadWebConfig(path: string, files: Set<string>): Loaded {
  files.add(path);
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8")) ?? {};
  } catch (error) {
    return { ok: false, message: `${path}: ${readProblem(error)}` };
  }
  const parsed = WebConfigFile.safeParse(content);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) =>
      [path, z.core.toDotPath(issue.path), issue.message].filter(Boolean).join(": "),
    );
    return { ok: false, message: lines.join("\n") };
  }

  const { tls_server_config: tlsConfig, http_server_config: http, basic_auth_users: users } = parsed.data;
  const config: WebConfig = {
    users: new Map(Object.entries(users ?? {})),
    headers: new Map(
      Object.entries(http?.headers ?? {}).flatMap(([name, value]) => (value ? [[name, value]] : [])),
    ),
  };
  if (!tlsConfig) return { ok: true, config };
  const tls = readTls(tlsConfig, dirname(path), files);
  return tls.ok
    ? { ok: true, config: { ...config, tls: tls.tls } }
    : {
        ok: false,
        message: tls.problems.map((problem) => `${path}: tls_server_config: ${problem}`).join("\n"),
      };
}

function readTls(
  config: TlsServerConfig,
  folder: string,
  files: Set<string>,
): { ok: true; tls: Tls } | { ok: false; problems: string[] } {
  const problems: string[] = [];
  const read = (key: "cert" | "key" | "client_ca") => {
    const name = config[`${key}_file`];
    if (name === undefined) return config[key];
    const file = resolve(folder, name);
    files.add(file);
    try {
      return readFileSync(file, "utf8");
    } catch (error) {
      problems.push(`${key}_file: ${file}: ${readProblem(error)}`);
      return undefined;
    }
  };
  const tls: Tls = { ...config, cert: read("cert"), key: read("key"), client_ca: read("client_ca") };
  if (problems.length > 0) return { ok: false, problems };
  try {
    createSecureContext(secureContextOptions(tls));
  } catch (error) {
    return { ok: false, problems: [`certificate and key do not work: ${(error as Error).message}`] };
  }
  return { ok: true, tls };
}

function readProblem(error: unknown): string {
  // The parser's message goes on with the lines around the error, which may hold a key or a hash.
  if (error instanceof YAMLParseError) return (error.message.split("\n")[0] as string).replace(/:$/, "");
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "this user may not read it";
  if (code === "EISDIR") return "is a folder";
  return message;
}
