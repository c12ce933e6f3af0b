/** A table whose columns are queries of the moment, joined by the labels that they share. */
import { TableCellHeight, TableSortByFieldStateBuilder } from "@grafana/grafana-foundation-sdk/common";
import {
  type DynamicConfigValue,
  MappingType,
  type RegexMap,
  type ValueMap,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { refId } from "./dashboard.ts";
import { type About, DATASOURCE, now, thresholds } from "./panels.ts";
import type { Steps } from "./states.ts";

/** Where a click on a cell, a tile or a line leads. */
export interface Link {
  title: string;
  url: string;
}

/**
 * A column is the value of a query, or a label: one of another column's query, or (`from`) of a query of its own. `word`
 * stands for a label that nobody wants to read, such as an address.
 */
export type Column = { title: string; width?: number } & (
  | { label: string; from?: string; link?: Link; word?: string }
  | { expr: string; unit: string; decimals?: number; mapping?: ValueMap; steps?: Steps }
);

/** Else Grafana would write into each empty cell what the panel says when it has no row. */
const EMPTY_CELL: DynamicConfigValue = { id: "noValue", value: "–" };

const anyAs = (text: string): RegexMap => ({
  type: MappingType.RegexToText,
  options: { pattern: ".+", result: { text, index: 0 } },
});

/** What a person reads of a column's cells. */
function look(column: Column): DynamicConfigValue[] {
  const all = [
    EMPTY_CELL,
    ...(column.width === undefined ? [] : [{ id: "custom.width", value: column.width }]),
  ];
  if ("label" in column) {
    const { link, word } = column;
    return [
      ...all,
      ...(link ? [{ id: "links", value: [link] }] : []),
      ...(word ? [{ id: "mappings", value: [anyAs(word)] }] : []),
    ];
  }
  const { unit, decimals, mapping, steps } = column;
  const cell = mapping ? "color-background" : "color-text";
  return [
    ...all,
    { id: "unit", value: unit },
    ...(decimals === undefined ? [] : [{ id: "decimals", value: decimals }]),
    ...(mapping ? [{ id: "mappings", value: [mapping] }] : []),
    ...(steps ? [{ id: "thresholds", value: thresholds(steps).build() }] : []),
    ...(mapping || steps ? [{ id: "custom.cellOptions", value: { type: cell } }] : []),
  ];
}

const queriesOf = (columns: Column[]) =>
  columns.flatMap((column) => {
    const expr = "label" in column ? column.from : column.expr;
    return expr === undefined ? [] : [{ column, expr }];
  });

/** From the names that Grafana gives to titles, in order, without what only joins the rows. */
function arrangement(columns: Column[], hidden: string[]) {
  const queries = queriesOf(columns);
  // Grafana names a query's value after the query, unless it is the only one.
  const value = (column: Column) =>
    queries.length === 1 ? "Value" : `Value #${refId(queries.findIndex((query) => query.column === column))}`;
  const rawName = (column: Column) => ("label" in column ? column.label : value(column));
  const unread = queries.filter(({ column }) => "label" in column).map(({ column }) => value(column));
  return {
    excludeByName: Object.fromEntries(["Time", ...hidden, ...unread].map((name) => [name, true])),
    indexByName: Object.fromEntries(columns.map((column, index) => [rawName(column), index])),
    renameByName: Object.fromEntries(columns.map((column) => [rawName(column), column.title])),
  };
}

interface Rows {
  /** From left to right. */
  columns: Column[];
  /** The column to sort by; several where the next decides between equals. */
  worstFirst: string | string[];
  worst?: "greatest" | "least";
  /** Labels that tell rows apart and are not shown. */
  hidden?: string[];
}

export function table({
  title,
  description,
  columns,
  worstFirst,
  worst = "greatest",
  hidden = [],
}: About & Rows) {
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .targets(
      queriesOf(columns).map(({ column, expr }) =>
        now({ expr, legend: column.title }).format(PromQueryFormat.Table),
      ),
    )
    .unit("short")
    .filterable(true)
    .cellHeight(TableCellHeight.Sm)
    .sortBy(
      [worstFirst]
        .flat()
        .map((name) => new TableSortByFieldStateBuilder().displayName(name).desc(worst === "greatest")),
    )
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({ id: "organize", options: arrangement(columns, hidden) });
  for (const column of columns) panel.overrideByName(column.title, look(column));
  return panel;
}
