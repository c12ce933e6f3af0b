/** A table as HTML: the rows that fit, in the panel's order. */
import type { Answer } from "../asking.ts";
import type { PanelJson } from "../reading.ts";
import { escaped, lookOf, show, wordsOn } from "./look.ts";
import { type Cell, type Row, tableOf } from "./rows.ts";
import type { Box } from "./stats.ts";

const ROW_HEIGHT = 30;

export function table(panel: PanelJson, answers: Answer[], { height, now }: Box): string {
  const { columns, rows } = tableOf(panel, answers);
  const fitting = sorted(panel, rows).slice(
    0,
    Math.max(1, Math.floor((height - ROW_HEIGHT - 6) / ROW_HEIGHT)),
  );
  const head = columns.map((name) => `<th style="${widthOf(panel, name)}">${escaped(name)}</th>`);
  const body = fitting.map((row) => {
    const cells = columns.map((name) => cell(panel, name, row[name], now));
    return `<tr>${cells.join("")}</tr>`;
  });
  const rest = rows.length > fitting.length ? `<p class="note">${rows.length} rows</p>` : "";
  return `<table><tr>${head.join("")}</tr>${body.join("")}</table>${rest}`;
}

function sorted({ options }: PanelJson, rows: Row[]): Row[] {
  const { sortBy = [] } = (options ?? {}) as { sortBy?: { displayName: string; desc?: boolean }[] };
  return sortBy.reduceRight(
    (kept, { displayName, desc }) =>
      kept.toSorted((one, other) => (desc ? -1 : 1) * compare(one[displayName], other[displayName])),
    rows,
  );
}

/** An empty cell is less than any, as it is to Grafana. */
function compare(one: Cell | undefined, other: Cell | undefined): number {
  if (one === undefined || other === undefined)
    return Number(one !== undefined) - Number(other !== undefined);
  return typeof one === "number" && typeof other === "number"
    ? one - other
    : String(one).localeCompare(String(other));
}

function cell(panel: PanelJson, name: string, value: Cell | undefined, now: number): string {
  const look = lookOf(panel, name, typeof value === "number" ? "number" : "string");
  const { text, color } = show(value, look, now);
  const { type } = (look.custom?.cellOptions ?? {}) as { type?: string };
  const link = look.links?.length ? ' class="link"' : "";
  return `<td style="${paint(type, color)}"${link}>${escaped(text)}</td>`;
}

function paint(type: string | undefined, color: string | undefined): string {
  if (color === undefined) return "";
  if (type === "color-background") return `background:${color};color:${wordsOn(color)}`;
  return type === "color-text" ? `color:${color}` : "";
}

function widthOf(panel: PanelJson, name: string): string {
  const width = lookOf(panel, name).custom?.width;
  return width === undefined ? "" : `width:${width}px`;
}
