import { duration } from "../contract.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export const LOG_FORMATS = ["logfmt", "json"] as const;
export const COMMANDS = ["check", "probe"] as const;

export interface FlagDefinition {
  name: string;
  /** Word for the value in `--help`; absent: the flag takes none. */
  value?: string;
  default?: string;
  help: string;
  /** What a value must be; absent: anything but empty. */
  valid?: { test(value: string): boolean; expectation: string };
  /** The command that the flag belongs to; absent: to all. */
  command?: (typeof COMMANDS)[number];
}

const oneOf = (words: readonly string[]) => ({
  test: (value: string) => words.includes(value),
  expectation: `one of ${words.join(", ")}`,
});

/** Every flag, named once: what is parsed is what `--help` shows. */
export const FLAGS: readonly FlagDefinition[] = [
  { name: "help", help: "Show this help and exit (also -h)." },
  { name: "version", help: "Show the version and exit." },
  {
    name: "config.file",
    value: "PATH",
    default: "integrations.yaml",
    help: "Catalog of the integrations to watch.",
  },
  {
    name: "config.check",
    help: "Check the catalog, print a summary and exit: the same as the command check.",
  },
  {
    name: "web.listen-address",
    value: "ADDRESS",
    default: "127.0.0.1:10120",
    help: "Where to listen: host:port, [v6]:port, or :port for all addresses of the machine.",
  },
  {
    name: "web.config.file",
    value: "PATH",
    help: "TLS, passwords and headers, in the format of Prometheus' exporter-toolkit.",
  },
  {
    name: "web.telemetry-path",
    value: "PATH",
    default: "/metrics",
    help: "Path of the metrics.",
    valid: {
      test: (value) => /^\/[\w/.~-]*$/.test(value),
      expectation: "a path that starts with / and has only letters, digits and / . ~ _ -",
    },
  },
  {
    name: "log.level",
    value: "LEVEL",
    default: "info",
    help: `Log from this level on: ${LOG_LEVELS.join(", ")}.`,
    valid: oneOf(LOG_LEVELS),
  },
  {
    name: "log.format",
    value: "FORMAT",
    default: "logfmt",
    help: `Format of the log: ${LOG_FORMATS.join(", ")}.`,
    valid: oneOf(LOG_FORMATS),
  },
  {
    name: "check",
    value: "ID",
    help: "The check to probe, where the integration has several.",
    command: "probe",
  },
  {
    name: "timeout",
    value: "DURATION",
    help: "Deadline of the probe, where it shall be below the catalog's, such as 2s.",
    valid: {
      test: (value) => duration().safeParse(value).success,
      expectation: "a duration such as 500ms or 2s",
    },
    command: "probe",
  },
];
