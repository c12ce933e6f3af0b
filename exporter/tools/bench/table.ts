/** Figures as rows of a table, the ratio first: for the terminal and for the page. */
import { type Cell, drawTable } from "../../src/cli/table.ts";
import type { Terminal, Tone } from "../../src/cli/terminal.ts";
import { type Figure, type Goal, ratio, type Verdict, verdict } from "./results.ts";
import { median } from "./statistics.ts";

const TONES: Record<Verdict, Tone> = { reached: "good", missed: "bad", "no goal": "soft" };

/** Three digits that matter; a dash for what could not be measured. */
export const digits = (value: number): string => {
  if (!Number.isFinite(value)) return "-";
  const large = Math.abs(value) >= 100;
  return large ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
};

export const measure = (value: number, unit: string): string => `${digits(value)} ${unit}`.trimEnd();

function goalText(goal: Goal, unit: string): string {
  const shown = goal.of === "ratio" ? "" : unit;
  return "atMost" in goal ? `<= ${measure(goal.atMost, shown)}` : `>= ${measure(goal.atLeast, shown)}`;
}

interface Column {
  title: string;
  cell(figure: Figure): { text: string; tone?: Tone };
  right?: true;
}

/** The peer's columns stand only where there is one. */
function columnsFor(figures: readonly Figure[]): Column[] {
  const peer = figures.find((figure) => figure.peer)?.peer?.name;
  const columns: (Column | false)[] = [
    { title: "", cell: ({ name }) => ({ text: name, tone: "strong" }) },
    peer !== undefined && { title: "ratio", cell: ratioCell, right: true },
    { title: "goal", cell: ({ goal, unit }) => ({ text: goal ? goalText(goal, unit) : "" }), right: true },
    { title: "", cell: verdictCell },
    { title: "ours", cell: ({ ours, unit }) => ({ text: measure(median(ours), unit) }), right: true },
    peer !== undefined && { title: peer, cell: peerCell, right: true },
  ];
  return columns.filter((column) => column !== false);
}

function ratioCell(figure: Figure) {
  const share = ratio(figure);
  return { text: share === undefined ? "" : digits(share) };
}

function verdictCell(figure: Figure) {
  const found = verdict(figure);
  return { text: found === "no goal" ? "" : found, tone: TONES[found] };
}

const peerCell = ({ peer, unit }: Figure) => ({ text: peer ? measure(median(peer.values), unit) : "" });

export function terminalTable(figures: readonly Figure[], terminal: Terminal): string {
  const columns = columnsFor(figures);
  const rows = figures.map((figure) => columns.map(({ cell }): Cell => ({ tone: "plain", ...cell(figure) })));
  const right = columns.flatMap((column, index) => (column.right ? [index] : []));
  return drawTable(
    columns.map(({ title }) => title),
    rows,
    terminal,
    right,
  );
}

export function markdownTable(figures: readonly Figure[]): string {
  const columns = columnsFor(figures);
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ title }) => title)),
    line(columns.map(({ right }) => (right ? "--:" : "---"))),
    ...figures.map((figure) => line(columns.map(({ cell }) => cell(figure).text))),
  ].join("\n");
}
