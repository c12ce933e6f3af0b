/**
 * A report as SVG. For each figure that has a peer or a goal, a lane of dots for ours and one for the peer, with their
 * medians, and the goal as a dashed stroke; series as lines.
 */
import { type Figure, type Report, ratio, type Series } from "./results.ts";
import { median } from "./statistics.ts";
import { digits, measure } from "./table.ts";

const WIDTH = 760;
const LEFT = 24;
const RIGHT = 24;
/** Where lanes end, and their values begin. */
const LANE_END = 540;
const VALUES = 552;
const FIGURE_HEIGHT = 74;
const SERIES_HEIGHT = 190;
const TITLE_HEIGHT = 44;

/** For light and dark; blue and orange of Okabe and Ito's palette, which everybody can tell apart. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 15px; font-weight: 600 }
  .soft { fill: #656d76 }
  .ours { fill: #0072b2; stroke: #0072b2 }
  .peer { fill: #d55e00; stroke: #d55e00 }
  circle { fill-opacity: .45; stroke: none }
  .median { stroke-width: 2.5 }
  .ours.line { fill: none; stroke-width: 1.5 }
  .axis { stroke: #d0d7de }
  .goal { stroke: #656d76; stroke-dasharray: 3 2 }
  .paper { fill: #fff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .soft { fill: #8d96a0 } .axis { stroke: #3d444d } .goal { stroke: #8d96a0 } .paper { fill: #0d1117 }
    .ours { fill: #56b4e9; stroke: #56b4e9 } .peer { fill: #e69f00; stroke: #e69f00 }
  }`;

export function plot({ bench, figures, series }: Report): string {
  const lanes = figures.filter(({ peer, goal }) => peer || goal);
  const below = TITLE_HEIGHT + lanes.length * FIGURE_HEIGHT;
  const height = below + series.length * SERIES_HEIGHT;
  const parts = [
    text(LEFT, 26, `npm run bench -- ${bench}`, "title"),
    ...lanes.map((figure, index) => drawFigure(figure, TITLE_HEIGHT + index * FIGURE_HEIGHT)),
    ...series.map((one, index) => drawSeries(one, below + index * SERIES_HEIGHT)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">
<style>${STYLE}
</style>
<rect class="paper" width="100%" height="100%"/>
${parts.join("\n")}
</svg>
`;
}

function drawFigure(figure: Figure, top: number): string {
  const { name, unit, ours, peer } = figure;
  const share = ratio(figure);
  const goal = goalOf(figure);
  const all = [...ours, ...(peer?.values ?? []), goal ?? 0].filter(Number.isFinite);
  const x = scale(0, Math.max(...all), LEFT, LANE_END);
  const at = x(goal ?? 0).toFixed(1);
  return [
    text(LEFT, top + 14, share === undefined ? name : `${name}: ${digits(share)} of the peer's`),
    lane("ours", "ours", ours, unit, x, top + 30),
    ...(peer ? [lane("peer", peer.name, peer.values, unit, x, top + 50)] : []),
    ...(goal === undefined
      ? []
      : [`<line class="goal" x1="${at}" x2="${at}" y1="${top + 20}" y2="${top + 40}"/>`]),
  ].join("\n");
}

/** What ours must be at most, or at least, in the unit of the figure; that of a ratio by the peer's median. */
function goalOf({ goal, peer }: Figure): number | undefined {
  if (!goal) return undefined;
  const bound = "atMost" in goal ? goal.atMost : goal.atLeast;
  return goal.of === "ours" ? bound : bound * median(peer?.values ?? []);
}

type Side = "ours" | "peer";
type Scale = (value: number) => number;

/** Dots on a line that begins at zero, the median as a stroke, and its value at the end. */
function lane(side: Side, label: string, values: number[], unit: string, x: Scale, y: number): string {
  const shown = values.filter(Number.isFinite);
  const middle = median(values);
  const at = x(Number.isFinite(middle) ? middle : 0).toFixed(1);
  return [
    `<line class="axis" x1="${LEFT}" x2="${LANE_END}" y1="${y}" y2="${y}"/>`,
    ...shown.map((value) => `<circle class="${side}" cx="${x(value).toFixed(1)}" cy="${y}" r="5"/>`),
    `<line class="${side} median" x1="${at}" x2="${at}" y1="${y - 8}" y2="${y + 8}"/>`,
    text(VALUES, y + 4, `${measure(middle, unit)} ${label}`, "soft"),
  ].join("\n");
}

function drawSeries({ name, unit, points }: Series, top: number): string {
  const [bottom, ceiling] = [top + SERIES_HEIGHT - 30, top + 26];
  const lastSecond = Math.max(...points.map(([seconds]) => seconds));
  const largest = Math.max(...points.map(([, value]) => value));
  const x = scale(0, lastSecond, LEFT, WIDTH - RIGHT);
  const y = scale(0, largest, bottom, ceiling);
  const path = points.map(([seconds, value]) => `${x(seconds).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  return [
    text(LEFT, top + 14, `${name}: at most ${measure(largest, unit)}`),
    `<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${bottom}" y2="${bottom}"/>`,
    `<polyline class="ours line" points="${path}"/>`,
    text(LEFT, bottom + 16, "0", "soft"),
    text(WIDTH - RIGHT - 60, bottom + 16, `${digits(lastSecond / 60)} min`, "soft"),
  ].join("\n");
}

const scale =
  (from: number, to: number, start: number, end: number): Scale =>
  (value) =>
    start + ((value - from) / (to - from || 1)) * (end - start);

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const text = (x: number, y: number, words: string, style = ""): string =>
  `<text x="${x}" y="${y}"${style && ` class="${style}"`}>${words.replace(/[&<>]/g, (found) => ENTITIES[found] as string)}</text>`;
