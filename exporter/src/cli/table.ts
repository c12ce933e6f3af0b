import type { Status } from "../contract.ts";
import { clip, columns, harmless, paint, type Terminal, type Tone } from "./terminal.ts";

export type Cell = string | { text: string; tone: Tone };

const GAP = "  ";
const NARROWEST = 8;

/**
 * Draws rows under a head, in columns as wide as they need; where the terminal is too narrow, the widest give way.
 * Columns whose index is in `right` are set flush right. Ends with a newline.
 */
export function drawTable(head: string[], rows: Cell[][], terminal: Terminal, right: number[] = []): string {
  const all = [head.map((text): Cell => ({ text, tone: "soft" })), ...rows].map((row) =>
    row.map((cell) => {
      const { text, tone } = typeof cell === "string" ? { text: cell, tone: "plain" as const } : cell;
      return { text: harmless(text), tone };
    }),
  );
  const wanted = head.map((_, index) => Math.max(...all.map((row) => columns(row[index]?.text ?? ""))));
  const widths = narrow(wanted, terminal.width - GAP.length * (head.length - 1));
  const lines = all.map((row) =>
    row
      .map(({ text, tone }, index) => {
        const width = widths[index] as number;
        const shown = clip(text, width);
        const space = " ".repeat(width - columns(shown));
        const painted = paint(shown, tone, terminal);
        return right.includes(index) ? space + painted : painted + space;
      })
      .join(GAP)
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function narrow(wanted: number[], room: number): number[] {
  const widths = [...wanted];
  for (let excess = sum(widths) - room; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] as number) <= NARROWEST) break;
    widths[widest] = (widths[widest] as number) - 1;
  }
  return widths;
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

export const STATUS_TONES: Record<Status, Tone> = {
  healthy: "good",
  degraded: "warn",
  down: "bad",
  unknown: "soft",
  not_configured: "soft",
};

/** Three digits that matter at most, always in ms: `0.42 ms`, `12.3 ms`, `1840 ms`. */
export const milliseconds = (seconds: number): string => {
  const value = seconds * 1000;
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
};
