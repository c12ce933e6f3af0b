/** The ground that lines, states and heat are drawn on: scales, grid, times. SVG. */
import { escaped } from "./look.ts";
import type { Box } from "./stats.ts";

const LEFT = 62;
const TOP = 6;
export const BOTTOM = 20;
const DAY = 86_400;

export interface Plot {
  left: number;
  width: number;
  height: number;
  x: (at: number) => number;
  y: (value: number) => number;
  /** Pixels of so many seconds. */
  span: (seconds: number) => number;
}

/** What stands at the bottom and at the top; `scale` makes heights of values, which are proportional without it. */
export interface Extent {
  least: number;
  greatest: number;
  scale?: (value: number) => number;
}

export function plotOf(
  { width, height, from, to }: Box,
  { least, greatest, scale = (value) => value }: Extent,
  left = LEFT,
): Plot {
  const inner = { width: width - left - 8, height: height - BOTTOM - TOP };
  const share = (value: number) => (scale(value) - scale(least)) / (scale(greatest) - scale(least));
  return {
    ...{ left, ...inner },
    x: (at) => left + (inner.width * (at - from)) / (to - from),
    y: (value) => TOP + inner.height * (1 - share(Math.min(value, greatest))),
    span: (seconds) => (inner.width * seconds) / (to - from),
  };
}

export const svg = ({ width, height }: Pick<Box, "width" | "height">, inner: string): string =>
  `<svg width="${width}" height="${height}">${inner}</svg>`;

export const rect = (
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  opacity = 1,
): string =>
  `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" fill="${fill}" opacity="${opacity.toFixed(2)}"/>`;

export const label = (x: number, y: number, text: string, anchor: "start" | "middle" | "end"): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escaped(text)}</text>`;

/** A line across for each value, with its text at the left. */
export const rules = ({ left, width, y }: Plot, values: number[], text: (value: number) => string): string =>
  values
    .map(
      (value) =>
        `<path d="M${left} ${y(value)}h${width}" stroke="#2c3235"/>${label(left - 6, y(value) + 4, text(value), "end")}`,
    )
    .join("");

/** Times along the bottom, dates where the range is longer than two days. */
export const times = ({ x, height }: Plot, { from, to }: Box): string =>
  [1, 2, 3, 4, 5]
    .map((index) => {
      const at = from + (index * (to - from)) / 6;
      const time = new Date(at * 1000).toISOString();
      const text = to - from > 2 * DAY ? time.slice(5, 10) : time.slice(11, 16);
      return label(x(at), height + BOTTOM, text, "middle");
    })
    .join("");
