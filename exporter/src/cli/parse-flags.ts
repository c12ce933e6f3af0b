import { parseArgs } from "node:util";
import { duration, nearest } from "../contract.ts";
import { COMMANDS, FLAGS, type LOG_FORMATS, type LOG_LEVELS } from "./flags.ts";

/** What applies to every command. */
export interface Flags {
  configFile: string;
  webListenAddress: string;
  webConfigFile?: string;
  webTelemetryPath: string;
  logLevel: (typeof LOG_LEVELS)[number];
  logFormat: (typeof LOG_FORMATS)[number];
}

export type CommandLine =
  | { ok: true; command: "help" | "version" | "run" | "check"; flags: Flags }
  | {
      ok: true;
      command: "probe";
      flags: Flags;
      target: { integration: string; check?: string };
      timeoutSeconds?: number;
    }
  | { ok: false; message: string };

type Command = "run" | (typeof COMMANDS)[number];

const refuse = (message: string) => ({ ok: false, message: `${message}, try --help` }) as const;

/** Reads the arguments after the program's name, in the manner of Prometheus' servers: `--flag=value` or `--flag value`. */
export function parseFlags(argv: readonly string[]): CommandLine {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries([
      ...FLAGS.map(({ name, value }) => [name, { type: value ? "string" : "boolean" }] as const),
      ["h", { type: "boolean" }] as const,
    ]),
    strict: false,
    tokens: true,
  });
  const words = tokens.flatMap((token) => (token.kind === "positional" ? token.value : []));
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const problem = flagProblem(token, given);
    if (problem) return refuse(problem);
    given.set(token.name, token.value ?? "");
  }

  if (given.has("help") || given.has("h")) return { ok: true, command: "help", flags: toFlags(given) };
  if (given.has("version")) return { ok: true, command: "version", flags: toFlags(given) };
  const command = toCommand(given, words);
  if (!command.ok) return command;
  const stray = FLAGS.find(
    (flag) => flag.command && flag.command !== command.command && given.has(flag.name),
  );
  return stray ? refuse(`--${stray.name} belongs to the command ${stray.command}`) : command;
}

function flagProblem(
  { name, rawName, value }: { name: string; rawName: string; value?: string | undefined },
  given: ReadonlyMap<string, string>,
): string | undefined {
  if (rawName === "-h") return undefined;
  const flag = FLAGS.find((candidate) => rawName === `--${candidate.name}`);
  if (!flag) {
    const near = nearest(
      name,
      FLAGS.map((candidate) => candidate.name),
    );
    return `unknown flag ${rawName}${near ? ` (did you mean --${near}?)` : ""}`;
  }
  if (given.has(name)) return `${rawName} is given twice`;
  if (!flag.value) return value === undefined ? undefined : `${rawName} takes no value`;
  // A value that looks like a flag is a flag whose value was forgotten.
  if (!value || value.startsWith("--")) return `${rawName} needs a value`;
  return flag.valid && !flag.valid.test(value)
    ? `${rawName} must be ${flag.valid.expectation}, got ${JSON.stringify(value)}`
    : undefined;
}

function toCommand(given: ReadonlyMap<string, string>, [word, argument, extra]: string[]): CommandLine {
  const flags = toFlags(given);
  const command: Command | undefined = word === undefined ? "run" : COMMANDS.find((name) => name === word);
  if (!command) {
    const near = nearest(word as string, COMMANDS);
    return refuse(`unknown command ${JSON.stringify(word)}${near ? ` (did you mean ${near}?)` : ""}`);
  }
  if (extra !== undefined) return refuse(`unexpected argument ${JSON.stringify(extra)}`);
  if (command === "probe") {
    if (given.has("config.check")) return refuse("--config.check and the command probe exclude each other");
    return argument ? probeCommand(flags, argument, given) : refuse("probe needs the id of an integration");
  }
  if (argument && given.has("config.file"))
    return refuse("check takes its file once: as argument or by --config.file");
  return {
    ok: true,
    command: given.has("config.check") ? "check" : command,
    flags: argument ? { ...flags, configFile: argument } : flags,
  };
}

function probeCommand(flags: Flags, integration: string, given: ReadonlyMap<string, string>): CommandLine {
  const check = given.get("check");
  const timeout = given.get("timeout");
  return {
    ok: true,
    command: "probe",
    flags,
    target: { integration, ...(check !== undefined && { check }) },
    ...(timeout !== undefined && { timeoutSeconds: duration().parse(timeout) }),
  };
}

function toFlags(given: ReadonlyMap<string, string>): Flags {
  const value = (name: string) => given.get(name) ?? FLAGS.find((flag) => flag.name === name)?.default ?? "";
  const webConfigFile = given.get("web.config.file");
  return {
    configFile: value("config.file"),
    webListenAddress: value("web.listen-address"),
    ...(webConfigFile !== undefined && { webConfigFile }),
    webTelemetryPath: value("web.telemetry-path"),
    logLevel: value("log.level") as Flags["logLevel"],
    logFormat: value("log.format") as Flags["logFormat"],
  };
}
