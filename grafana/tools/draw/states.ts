/** States and heat over time. */
import type { PanelJson } from "../reading.ts";
import type { Field } from "./fields.ts";
import { show } from "./look.ts";
import { BOTTOM, label, plotOf, rect, rules, svg, times } from "./plot.ts";
import type { Box } from "./stats.ts";
import { format } from "./units.ts";

const WIDEST_LABEL = 220;

/** A bar for each series, coloured by what its value means. */
export function timeline(_: PanelJson, fields: Field[], box: Box): string {
  const left = Math.min(WIDEST_LABEL, Math.max(...fields.map(({ name }) => name.length * 7)) + 20);
  const row = (box.height - BOTTOM) / fields.length;
  const plot = plotOf(box, { least: 0, greatest: 1 }, left);
  const bars = fields.map(({ name, points, look, stepSeconds }, index) => {
    const cells = points.map(([at, value]) => {
      const { color = "#555" } = show(value, look, box.now);
      return rect(plot.x(at), index * row + 1, plot.span(stepSeconds) + 0.6, row - 2, color);
    });
    return cells.join("") + (row < 9 ? "" : label(left - 6, index * row + row / 2 + 4, name, "end"));
  });
  return svg(box, bars.join("") + times(plot, box));
}

/** A cell for each step and bucket. A bucket of Prometheus' holds those below it too. */
export function heatmap({ fieldConfig }: PanelJson, fields: Field[], box: Box): string {
  const bound = ({ labels }: Field) => Number(labels.le?.replace("+Inf", "Infinity"));
  const buckets = fields.toSorted((one, other) => bound(one) - bound(other));
  const counts = buckets.map(({ points }, index) => {
    const below = new Map(buckets[index - 1]?.points);
    return points.map(([at, value]) => [at, Math.max(0, value - (below.get(at) ?? 0))] as const);
  });
  const most = Math.max(...counts.flat().map(([, value]) => value), 1e-9);
  const plot = plotOf(box, { least: 0, greatest: buckets.length });
  const step = plot.span(buckets[0]?.stepSeconds ?? 0);
  const cells = counts.flatMap((row, index) =>
    row
      .filter(([, value]) => value > 0)
      .map(([at, value]) =>
        rect(
          plot.x(at),
          plot.y(index + 1),
          step,
          plot.height / buckets.length,
          "#ff9830",
          0.1 + (0.9 * value) / most,
        ),
      ),
  );
  const text = (index: number) =>
    format(bound(buckets[index - 1] as Field), fieldConfig?.defaults ?? {}, box.now);
  return svg(
    box,
    cells.join("") +
      rules(
        plot,
        buckets.map((_, index) => index + 1),
        text,
      ) +
      times(plot, box),
  );
}
