import { type Check, checkKey, PHASES, type ProbeResult, type Ran } from "../contract.ts";
import { milliseconds } from "./table.ts";
import { harmless, paint, type Terminal, type Tone } from "./terminal.ts";

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const LABEL = 11;
const TIME = 10;
const INDENT = "  ";

/** What `probe ID` prints: the verdict, the phases as a waterfall, what was seen, and the trace below. */
export function drawProbe(
  result: ProbeResult,
  check: Pick<Check, "integration" | "id" | "provider">,
  terminal: Terminal,
  trace?: string,
): string {
  const name = `${paint(checkKey(check), "strong", terminal)} ${paint(check.provider, "soft", terminal)}`;
  if (result.outcome === "skipped") {
    const until = new Date(result.until * 1000).toISOString();
    return `${name}  ${paint("SKIPPED", "warn", terminal)}\n${fact("until", until, "plain", terminal)}\n`;
  }
  const verdict =
    result.outcome === "success" ? paint("OK", "good", terminal) : paint("FAILED", "bad", terminal);
  const facts = factsOf(result).map(([label, value, tone]) => fact(label, value, tone, terminal));
  return [
    `${name}  ${verdict}  ${milliseconds(result.durationSeconds)}${result.attempts > 1 ? ` at attempt ${result.attempts}` : ""}`,
    "",
    ...waterfall(result, terminal),
    ...(facts.length > 0 ? ["", ...facts] : []),
    ...(trace
      ? [
          "",
          ...trace
            .trimEnd()
            .split("\n")
            .map((line) => paint(harmless(line), "soft", terminal)),
        ]
      : []),
    "",
  ].join("\n");
}

/** A line for each phase that took time; what no phase accounts for, such as a program at work, is `other`. */
function waterfall({ phases, durationSeconds, outcome }: Ran, terminal: Terminal): string[] {
  const known = PHASES.map((phase) => ({ label: phase as string, seconds: phases[phase] }));
  const other = durationSeconds - known.reduce((sum, { seconds }) => sum + seconds, 0);
  const rows = [...known, ...(other > 0.0005 ? [{ label: "other", seconds: other }] : [])];
  const room = Math.max(10, Math.min(80, terminal.width - INDENT.length - LABEL - TIME - 2));
  const scale =
    room /
    Math.max(
      durationSeconds,
      rows.reduce((sum, { seconds }) => sum + seconds, 0),
      1e-9,
    );
  const reached = known.findLastIndex(({ seconds }) => seconds > 0);

  let start = 0;
  return rows.map(({ label, seconds }, index) => {
    const tone: Tone = outcome === "failure" && index === reached ? "bad" : "good";
    const drawn = seconds > 0 ? bar(start * scale, (start + seconds) * scale) : { indent: "", blocks: "" };
    start += seconds;
    const time = (seconds > 0 ? milliseconds(seconds) : "–").padStart(TIME);
    return `${INDENT}${label.padEnd(LABEL)}${time}  ${drawn.indent}${paint(drawn.blocks, tone, terminal)}`.trimEnd();
  });
}

/** From one column to another. Its end is true to an eighth of a column, its start to a whole one; never invisible. */
function bar(from: number, to: number): { indent: string; blocks: string } {
  const column = Math.floor(from);
  const eighths = Math.max(1, Math.round((to - column) * 8));
  return {
    indent: " ".repeat(column),
    blocks: "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] as string),
  };
}

function factsOf(result: Ran): [label: string, value: string, tone: Tone][] {
  const { degraded, certificateExpiry, inventory, version, summary } = result.observations;
  const optional = (
    label: string,
    value: string | undefined,
    tone: Tone = "plain",
  ): [string, string, Tone][] => (value === undefined ? [] : [[label, value, tone]]);
  const expiry =
    certificateExpiry === undefined ? undefined : new Date(certificateExpiry * 1000).toISOString();
  const failed = result.outcome === "failure" ? result : undefined;
  return [
    ...optional("reason", failed?.reason, "bad"),
    ...optional("detail", failed?.detail),
    ...optional("retry after", failed?.retryAfterSeconds?.toString().concat(" s")),
    ...optional("degraded", degraded, "warn"),
    ...optional("summary", summary),
    ...optional("version", version),
    ...optional("certificate", expiry && `valid until ${expiry}`),
    ...(inventory ?? []).flatMap(({ kind, count }) => optional(kind, String(count))),
  ];
}

const fact = (label: string, value: string, tone: Tone, terminal: Terminal): string =>
  `${INDENT}${paint(label.padEnd(LABEL + 2), "soft", terminal)}${paint(harmless(value), tone, terminal)}`;
