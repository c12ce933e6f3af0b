/** Whether what a query found is what its panel can show: told as objections, in the words of whoever must mend it. */
import type { Answer } from "../tools/asking.ts";
import { type Field, fieldsOf } from "../tools/draw/fields.ts";
import { show } from "../tools/draw/look.ts";
import { type Row, rowsOf, tableOf } from "../tools/draw/rows.ts";
import type { PanelJson } from "../tools/reading.ts";

/** What is wrong with the answers to a panel's queries; those that found nothing are no matter of shape. */
export function misshapen(panel: PanelJson, answers: Answer[]): string[] {
  if (answers.every(({ series }) => series.length === 0)) return [];
  const shape = SHAPES[panel.type];
  if (!shape) return [`no shape is known for a ${panel.type}`];
  return shape(panel, answers);
}

const SHAPES: Record<string, (panel: PanelJson, answers: Answer[]) => string[]> = {
  stat: values,
  timeseries: lines,
  "state-timeline": states,
  "status-history": states,
  heatmap: buckets,
  table: columns,
  nodeGraph: nodesAndEdges,
};

/** A value for each tile, and a name that no other tile has. */
function values(panel: PanelJson, answers: Answer[]): string[] {
  const fields = fieldsOf(panel, answers);
  const numberless = fields.filter(({ points }) => Number.isNaN(points.at(-1)?.[1]));
  return [
    ...answers
      .filter(({ target }) => !target.instant)
      .map(({ target }) => `${target.refId} asks for a range`),
    ...numberless.map(({ name }) => `${name} has no number`),
    ...sameNames(fields),
  ];
}

function lines(panel: PanelJson, answers: Answer[]): string[] {
  const fields = fieldsOf(panel, answers);
  const drawn = fields.filter(({ points }) => points.some(([, value]) => Number.isFinite(value)));
  return [
    ...answers
      .filter(({ target }) => target.instant)
      .map(({ target }) => `${target.refId} asks for a moment`),
    ...(drawn.length === 0 ? ["no line has a number"] : []),
    ...sameNames(fields),
  ];
}

/** Every value is a state that the mappings name; a history of shares has thresholds instead. */
function states(panel: PanelJson, answers: Answer[]): string[] {
  const fields = fieldsOf(panel, answers);
  const unknown = fields.flatMap(({ points, look }) =>
    points.map(([, value]) => value).filter((value) => !Number.isNaN(value) && !known(value, look)),
  );
  return [...new Set(unknown)].map((value) => `no state is mapped to ${value}`).concat(sameNames(fields));
}

const known = (value: number, { mappings, thresholds }: Field["look"]): boolean =>
  show(value, mappings?.length ? { mappings } : { ...(thresholds && { thresholds }) }, 0).color !== undefined;

function buckets(_: PanelJson, answers: Answer[]): string[] {
  const [answer, ...others] = answers;
  const bounds = answer?.series.map(({ metric }) => metric.le) ?? [];
  return [
    ...(others.length > 0 ? ["a heatmap has one query"] : []),
    ...(answer?.target.format === "heatmap" ? [] : ["its format is not heatmap"]),
    ...(bounds.includes(undefined) || bounds.length < 2 ? ["its series are no buckets: le is missing"] : []),
    ...(answer?.series.some(({ metric }) => Object.keys(metric).length > 1)
      ? ["other labels beside le"]
      : []),
  ];
}

/** No column comes unasked, no cell says NaN, nothing hides what is worst, and no row is told twice. */
function columns(panel: PanelJson, answers: Answer[]): string[] {
  const { columns: shown, rows } = tableOf(panel, answers);
  const wanted = columnsOf(panel);
  const texts = rows.map((row) => JSON.stringify(shown.map((name) => row[name])));
  return [
    ...shown
      .filter((name) => !wanted.includes(name))
      .map((name) => `a column that nobody asked for: ${name}`),
    ...shown
      .filter((name) => rows.some((row) => Number.isNaN(row[name])))
      .map((name) => `no number in ${name}`),
    ...blankOnTop(panel, rows),
    ...texts.filter((text, index) => texts.indexOf(text) !== index).map((text) => `a row twice: ${text}`),
  ];
}

const sortBy = ({ options }: PanelJson) =>
  ((options ?? {}) as { sortBy?: { displayName: string; desc?: boolean }[] }).sortBy ?? [];

/** The columns that a table places, sorts by and colours. */
const columnsOf = (panel: PanelJson): string[] => [
  ...new Set([
    ...placed(panel),
    ...sortBy(panel).map(({ displayName }) => displayName),
    ...overridden(panel),
  ]),
];

/** Grafana takes an empty cell for less than any number. */
const blankOnTop = (panel: PanelJson, rows: Row[]): string[] =>
  sortBy(panel)
    .filter(({ displayName, desc }) => !desc && rows.some((row) => row[displayName] === undefined))
    .map(({ displayName }) => `rows without ${displayName} come first`);

/** The columns of a table that its data do not have. Where a query finds nothing, its column is not there. */
export function missingColumns(panel: PanelJson, answers: Answer[]): string[] {
  if (panel.type !== "table") return [];
  const shown = tableOf(panel, answers).columns;
  return columnsOf(panel).filter((name) => !shown.includes(name));
}

function placed({ transformations = [] }: PanelJson): string[] {
  const { options } = transformations.findLast(({ id }) => id === "organize") ?? {};
  const { indexByName = {}, renameByName = {} } = (options ?? {}) as Record<string, Record<string, string>>;
  return Object.keys(indexByName).map((name) => renameByName[name] ?? name);
}

const overridden = ({ fieldConfig }: PanelJson): string[] =>
  (fieldConfig?.overrides ?? [])
    .filter(({ matcher }) => matcher.id === "byName")
    .map(({ matcher }) => String(matcher.options));

/** Grafana's node graph knows its fields by their names, and refuses an edge without its ends. */
function nodesAndEdges(_: PanelJson, answers: Answer[]): string[] {
  const rows = rowsOf(answers).flat();
  const [edges, nodes] = [rows.filter((row) => "source" in row), rows.filter((row) => !("source" in row))];
  const ids = new Set(nodes.map(({ id }) => id));
  const loose = edges.filter(({ source, target }) => !ids.has(source ?? "") || !ids.has(target ?? ""));
  return [
    ...(rows.some(({ id }) => id === undefined) ? ["a node or an edge without id"] : []),
    ...(ids.size < nodes.length ? ["two nodes with one id"] : []),
    ...loose.map(({ id }) => `an edge without its ends: ${id}`),
  ];
}

const sameNames = (fields: Field[]): string[] => {
  const names = fields.map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
    (name) => `several series are called ${name}`,
  );
};
