import { type DestinationStream, type Logger, pino } from "pino";
import { toLogfmt } from "./logfmt.ts";
import type { Flags } from "./parse-flags.ts";

/** A net under the rule that no secret is handed to the log: what these keys hold is not written. */
const SECRET_KEYS = [
  "authorization",
  "Authorization",
  "cookie",
  "password",
  "secret",
  "token",
  "access_token",
  "refresh_token",
  "apiKey",
  "api_key",
  "client_secret",
];
const DEPTHS = ["", "*.", "*.*."];

/** What waits here while nobody reads standard error; lines beyond it are dropped, and counted. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

type LogFlags = Pick<Flags, "logLevel" | "logFormat">;

/**
 * Logs to standard error. Node hands a pipe what it takes and keeps the rest in memory: without a bound, whoever does not
 * read it would have all of it.
 */
export function logToStderr(flags: LogFlags): Logger {
  let dropped = 0;
  const log = createLogger(flags, {
    write(line) {
      if (process.stderr.writableLength > MAX_WAITING_BYTES) dropped++;
      else process.stderr.write(line);
    },
  });
  process.stderr.on("drain", () => {
    if (dropped === 0) return;
    const lines = dropped;
    dropped = 0;
    log.warn({ lines }, "log lines dropped, as nobody read them");
  });
  return log;
}

/** Logs to `stream`, a line a message: constant text in `msg`, data beside it. */
export function createLogger({ logLevel, logFormat }: LogFlags, stream: DestinationStream): Logger {
  return pino(
    {
      level: logLevel,
      base: null,
      timestamp: () => `,"ts":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      serializers: { err: describeError },
      redact: {
        paths: DEPTHS.flatMap((depth) => SECRET_KEYS.map((key) => depth + key)),
        censor: "[redacted]",
      },
    },
    logFormat === "json" ? stream : { write: (line) => void stream.write(toLogfmt(line)) },
  );
}

/** Only these three: libraries hang requests, with their headers, on the errors that they throw. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, code, stack } = error as NodeJS.ErrnoException;
  return { message, code, stack };
}
