import { statSync } from "node:fs";
import type { Logger } from "pino";
import { loadWebConfig, type WebConfig } from "./load.ts";

export interface LiveWebConfig {
  /** What is in force. */
  readonly current: WebConfig;
  /** Reads the files again if one of them changed. */
  refresh(): void;
}

/**
 * The web configuration, read anew when its file or a file that it names changes, as the toolkit does, so that a
 * renewed certificate or a revoked password needs no restart. A bad change is logged and the one before stays.
 * Throws, with all errors, when the first read fails.
 */
export function watchWebConfig(path: string, log: Logger): LiveWebConfig {
  let files = new Set<string>();
  const first = loadWebConfig(path, files);
  if (!first.ok) throw new Error(first.message);
  let current = first.config;
  let seen = fingerprint(files);

  const refresh = () => {
    const now = fingerprint(files);
    if (now === seen) return;
    const read = new Set<string>();
    const loaded = loadWebConfig(path, read);
    // A path that a failed read did not come to stays watched: mending it must be noticed.
    files = loaded.ok ? read : new Set([...files, ...read]);
    seen = fingerprint(files);
    const problem = loaded.ok ? needsRestart(current, loaded.config) : loaded.message;
    if (!loaded.ok || problem) {
      log.error({ file: path, problem }, "web configuration not reloaded, the one before stays in force");
      return;
    }
    current = loaded.config;
    log.info({ file: path }, "web configuration reloaded");
  };
  return {
    get current() {
      return current;
    },
    refresh,
  };
}

/** Node decides these two when the server starts. */
function needsRestart(before: WebConfig, after: WebConfig): string | undefined {
  if (!before.tls !== !after.tls) return "switching TLS on or off needs a restart";
  if (before.tls?.client_auth_type !== after.tls?.client_auth_type) {
    return "a change of tls_server_config.client_auth_type needs a restart";
  }
  return undefined;
}

/** Changes when one of the files does: also when a link is turned to another, as Kubernetes does with secrets. */
const fingerprint = (files: Set<string>): string => [...files].map(fileFingerprint).join(" ");

function fileFingerprint(file: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(file, { bigint: true });
    return [ino, size, mtimeNs].join(":");
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
