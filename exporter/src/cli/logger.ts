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

/** Logs to `stream`, a line a message: constant text in `msg`, data beside it. */
export function createLogger(
  { logLevel, logFormat }: Pick<Flags, "logLevel" | "logFormat">,
  stream: DestinationStream = process.stderr,
): Logger {
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
