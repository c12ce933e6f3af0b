/** The answers of a table as rows, put together by the panel's transformations. */
import type { Answer } from "../asking.ts";
import type { PanelJson } from "../reading.ts";

export type Cell = string | number;
export type Row = Record<string, Cell>;

interface Rows {
  /** In their order. */
  columns: string[];
  rows: Row[];
}

/** A column for each label and one for the value, as Grafana reads a query of the moment in the format `table`. */
export const rowsOf = (answers: Answer[]): Row[][] =>
  answers.map(({ target, series }) =>
    series.map(({ metric: { __name__: _, ...labels }, values }) => {
      const [at = 0, value = "NaN"] = values.at(-1) ?? [];
      const name = answers.length === 1 ? "Value" : `Value #${target.refId}`;
      return { Time: at * 1000, ...labels, [name]: Number(value) };
    }),
  );

/** What Grafana shows. Throws for a transformation that nobody has written here yet. */
export function tableOf({ transformations = [] }: PanelJson, answers: Answer[]): Rows {
  let rows = rowsOf(answers).flat();
  let columns = namesIn(rows);
  for (const { id, options } of transformations) {
    if (id === "merge") rows = merge(rowsOf(answers));
    else if (id === "organize") ({ columns, rows } = organize(rows, options as Organize));
    else throw new Error(`no transformation ${id} is known here`);
  }
  return { columns, rows };
}

const namesIn = (rows: Row[]): string[] => [...new Set(rows.flatMap(Object.keys))];

/** Rows become one where the columns that they share have the same values. */
function merge(frames: Row[][]): Row[] {
  const [first = [], ...others] = frames.filter((rows) => rows.length > 0);
  return others.reduce((merged, rows) => {
    const known = new Set(namesIn(merged));
    const shared = namesIn(rows).filter((name) => known.has(name));
    const left = new Set(rows);
    const joined = merged.map((row) => {
      const match = rows.find((other) => shared.every((name) => row[name] === other[name]));
      if (match) left.delete(match);
      return { ...row, ...match };
    });
    return [...joined, ...left];
  }, first);
}

interface Organize {
  excludeByName?: Record<string, boolean>;
  indexByName?: Record<string, number>;
  renameByName?: Record<string, string>;
}

function organize(rows: Row[], { excludeByName = {}, indexByName = {}, renameByName = {} }: Organize): Rows {
  const place = (name: string) => indexByName[name] ?? Number.POSITIVE_INFINITY;
  const renamed = (name: string) => renameByName[name] || name;
  const names = namesIn(rows)
    .filter((name) => !excludeByName[name])
    .toSorted((one, other) => place(one) - place(other));
  const cells = (row: Row) =>
    names.filter((name) => name in row).map((name) => [renamed(name), row[name] as Cell]);
  return { columns: names.map(renamed), rows: rows.map((row) => Object.fromEntries(cells(row))) };
}
