/** A table whose columns are queries of the moment, joined by the labels that they share. */
import { TableCellHeight, TableSortByFieldStateBuilder } from "@grafana/grafana-foundation-sdk/common";
import type { DynamicConfigValue, ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { refId } from "./dashboard.ts";
import { type About, DATASOURCE, now, thresholds } from "./panels.ts";
import type { Steps } from "./states.ts";

/** A column is the value of a query, or a label: one of another column's query, or (`from`) of a query of its own. */
export type Column = { title: string; width?: number } & (
  | { label: string; from?: string; link?: string }
  | { expr: string; unit: string; mapping?: ValueMap; steps?: Steps }
);

/** What a person reads of a column's cells. */
function look(column: Column): DynamicConfigValue[] {
  const width = column.width === undefined ? [] : [{ id: "custom.width", value: column.width }];
  if ("label" in column)
    return column.link === undefined
      ? width
      : [...width, { id: "links", value: [{ title: "Open the integration", url: column.link }] }];
  const { unit, mapping, steps } = column;
  const cell = mapping ? "color-background" : "color-text";
  return [
    ...width,
    { id: "unit", value: unit },
    ...(mapping ? [{ id: "mappings", value: [mapping] }] : []),
    ...(steps ? [{ id: "thresholds", value: thresholds(steps).build() }] : []),
    ...(mapping || steps ? [{ id: "custom.cellOptions", value: { type: cell } }] : []),
  ];
}

/** `columns` from left to right; `worstFirst` names the column to sort by, greatest value on top. */
export function table({
  title,
  description,
  columns,
  worstFirst,
}: About & { columns: Column[]; worstFirst: string }) {
  const queries = columns.flatMap((column) => {
    const expr = "label" in column ? column.from : column.expr;
    return expr === undefined ? [] : [{ column, expr }];
  });
  // Grafana names a query's value after the query, unless it is the only one.
  const value = (column: Column) =>
    queries.length === 1 ? "Value" : `Value #${refId(queries.findIndex((query) => query.column === column))}`;
  const rawName = (column: Column) => ("label" in column ? column.label : value(column));
  const unread = queries.filter(({ column }) => "label" in column).map(({ column }) => value(column));
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .targets(
      queries.map(({ column, expr }) => now({ expr, legend: column.title }).format(PromQueryFormat.Table)),
    )
    .unit("short")
    .filterable(true)
    .cellHeight(TableCellHeight.Sm)
    .sortBy([new TableSortByFieldStateBuilder().displayName(worstFirst).desc(true)])
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: Object.fromEntries(["Time", ...unread].map((name) => [name, true])),
        indexByName: Object.fromEntries(columns.map((column, index) => [rawName(column), index])),
        renameByName: Object.fromEntries(columns.map((column) => [rawName(column), column.title])),
      },
    });
  for (const column of columns) panel.overrideByName(column.title, look(column));
  return panel;
}
