/** The series of a panel's answers as Grafana's fields: named, with the look that each has. */
import type { Answer } from "../asking.ts";
import type { PanelJson } from "../reading.ts";
import { type Look, lookOf, thresholdColor } from "./look.ts";

/** Grafana's own, for what has no colour of its own. */
const PALETTE = "73bf69 f2cc0c 5794f2 ff9830 b877d9 8ab8ff e0b400 fa6400 96d98d ffa6b0".split(" ");

export interface Field {
  name: string;
  labels: Record<string, string>;
  look: Look;
  points: [at: number, value: number][];
  /** Between two points. */
  stepSeconds: number;
}

export const fieldsOf = (panel: PanelJson, answers: Answer[]): Field[] =>
  answers.flatMap(({ target, series, stepSeconds }) =>
    series.map(({ metric, values }) => {
      const name = named(metric, target.legendFormat);
      const points = values.map(([at, value]): [number, number] => [at, Number(value)]);
      return { name, labels: metric, look: lookOf(panel, name), points, stepSeconds };
    }),
  );

/** By its legend; without one, by its labels. */
const named = (labels: Record<string, string>, legend = ""): string =>
  legend === "" || legend === "__auto"
    ? JSON.stringify(labels)
    : legend.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? "");

/** The last number of a field, where it has one. */
export const lastOf = ({ points }: Field): number | undefined =>
  points.findLast(([, value]) => !Number.isNaN(value))?.[1];

/** The colour of a line: its own, its value's, or one of the palette by its place. */
export function seriesColor(field: Field, index: number): string {
  const { color } = field.look;
  const last = lastOf(field);
  const byValue =
    color?.mode === "thresholds" && last !== undefined ? thresholdColor(last, field.look) : undefined;
  return color?.fixedColor ?? byValue ?? `#${PALETTE[index % PALETTE.length]}`;
}
