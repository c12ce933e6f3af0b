import { FLAGS, type FlagDefinition } from "./flags.ts";

const COLUMN = 36;

/** What `--help` prints. */
export const help = (): string => `usage: integration_exporter [<flags>] [<command>]

Prometheus exporter that watches third-party integrations: latency, success, circuit breakers, and who owns them.

Flags:
${flagLines((flag) => !flag.command)}

Commands:
${line("(none)", "Watch the integrations of the catalog and serve metrics.")}
${line("check [<file>]", "Check the catalog and print a summary; exit 1 with all errors when it is bad.")}
${line("probe <id> [<flags>]", "Probe an integration once and draw its phases; exit 1 when the probe fails.")}
${flagLines((flag) => flag.command === "probe", "    ")}

Signals:
${line("SIGHUP", "Load the catalog anew, as POST /-/reload does; a bad one changes nothing.")}
${line("SIGTERM, SIGINT", "End.")}
`;

const flagLines = (which: (flag: FlagDefinition) => boolean, indent = ""): string =>
  FLAGS.filter(which)
    .map((flag) => line(indent + usage(flag), flag.help))
    .join("\n");

const usage = ({ name, value, default: standard }: FlagDefinition): string =>
  `--${name}${standard === undefined ? (value ? `=${value}` : "") : `="${standard}"`}`;

function line(left: string, right: string): string {
  const padded = `  ${left}`.padEnd(COLUMN);
  return padded.length > COLUMN ? `${padded}\n${" ".repeat(COLUMN)}${right}` : `${padded}${right}`;
}
