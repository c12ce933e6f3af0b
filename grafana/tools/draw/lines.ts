/** Lines, stacks and bars over time. */
import type { PanelJson } from "../reading.ts";
import { type Field, lastOf, seriesColor } from "./fields.ts";
import { escaped, show } from "./look.ts";
import { type Plot, plotOf, rect, rules, svg, times } from "./plot.ts";
import type { Box } from "./stats.ts";
import { format } from "./units.ts";

const LEGEND_ROW = 19;
const MOST_IN_LEGEND = 4;

export function timeseries(panel: PanelJson, fields: Field[], box: Box): string {
  const rows = Math.min(fields.length, MOST_IN_LEGEND);
  const size = { ...box, height: box.height - rows * LEGEND_ROW - 6 };
  const stacked = fields.some(({ look }) => (look.custom?.stacking as { mode?: string })?.mode === "normal");
  const shown = stacked ? stack(fields) : fields;
  const [least, greatest] = extent(panel, shown);
  const scale = isSteep(panel) ? Math.asinh : undefined;
  const plot = plotOf(size, { least, greatest, ...(scale && { scale }) });
  const values = scale
    ? POWERS.filter((value) => value >= least && value <= greatest)
    : [0, 0.25, 0.5, 0.75, 1].map((share) => least + share * (greatest - least));
  const { unit = "none" } = fields[0]?.look ?? {};
  const grid = rules(plot, values, (value) => format(value, { unit }, box.now));
  const drawn = shown.map((field, index) =>
    draw(field, seriesColor(fields[index] as Field, index), plot, stacked),
  );
  // The last of a stack is the highest: it goes behind the others.
  return svg(size, grid + times(plot, size) + drawn.toReversed().join("")) + legend(fields, box.now);
}

/** Grafana's logarithm that knows 0 too. Its threshold and base are taken to be 1 and 10, which are the dashboards'. */
const isSteep = ({ fieldConfig }: PanelJson): boolean =>
  (fieldConfig?.defaults as Field["look"] | undefined)?.custom?.scaleDistribution !== undefined;
const POWERS = [0, 1, 10, 100, 1000];

/** Each field with those before it added, point by point. */
function stack(fields: Field[]): Field[] {
  const sums = new Map<number, number>();
  return fields.map((field) => ({
    ...field,
    points: field.points.map(([at, value]): [number, number] => {
      const sum = (sums.get(at) ?? 0) + (Number.isNaN(value) ? 0 : value);
      sums.set(at, sum);
      return [at, sum];
    }),
  }));
}

function extent({ fieldConfig }: PanelJson, fields: Field[]): [least: number, greatest: number] {
  const values = fields.flatMap(({ points }) => points.map(([, value]) => value)).filter(Number.isFinite);
  const { min, max, custom = {} } = (fieldConfig?.defaults ?? {}) as Field["look"];
  const { axisSoftMin = Number.POSITIVE_INFINITY, axisSoftMax = Number.NEGATIVE_INFINITY } = custom as Record<
    string,
    number
  >;
  const least = min ?? Math.min(...values, axisSoftMin);
  const greatest = max ?? Math.max(...values, axisSoftMax);
  return Number.isFinite(least) && greatest > least ? [least, greatest] : [0, Math.max(1, greatest || 1)];
}

const draw = (field: Field, color: string, plot: Plot, stacked: boolean): string =>
  field.look.custom?.drawStyle === "bars" ? columns(field, color, plot) : line(field, color, plot, stacked);

const columns = ({ points, stepSeconds }: Field, color: string, { x, y, span }: Plot): string =>
  points
    .filter(([, value]) => value > 0)
    .map(([at, value]) => rect(x(at), y(value), Math.max(2, span(stepSeconds)), y(0) - y(value), color))
    .join("");

/** Broken where a step is missing. */
function line({ points, look, stepSeconds }: Field, color: string, { x, y }: Plot, filled: boolean): string {
  let path = "";
  let before = Number.NEGATIVE_INFINITY;
  for (const [at, value] of points.filter(([, one]) => Number.isFinite(one))) {
    const place = `${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    // The shortest of lines, so that a point without neighbours is a dot.
    path += at - before > 1.5 * stepSeconds ? `M${place}h0.1` : `L${place}`;
    before = at;
  }
  const [first = 0, last = 0] = [points[0]?.[0], points.at(-1)?.[0]];
  const outline = `${path.replace(/^M/, `M${x(first)} ${y(0)}L`)}L${x(last)} ${y(0)}Z`;
  const area = filled ? `<path d="${outline}" fill="${color}" opacity="0.8"/>` : "";
  const dashed =
    (look.custom?.lineStyle as { fill?: string })?.fill === "dash" ? ' stroke-dasharray="8 6"' : "";
  return `${area}<path d="${path}" fill="none" stroke="${color}" stroke-width="1.6" stroke-linecap="round"${dashed}/>`;
}

function legend(fields: Field[], now: number): string {
  const fitting = fields.length > MOST_IN_LEGEND ? fields.slice(0, MOST_IN_LEGEND - 1) : fields;
  const entries = fitting.map((field, index) => {
    const text = escaped(show(lastOf(field), field.look, now).text);
    return `<div class="legend"><i style="background:${seriesColor(field, index)}"></i>${escaped(field.name)}<b>${text}</b></div>`;
  });
  const rest = fields.length - fitting.length;
  return entries.join("") + (rest > 0 ? `<div class="legend">and ${rest} more</div>` : "");
}
