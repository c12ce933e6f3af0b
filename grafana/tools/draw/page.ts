/** A dashboard as one page of HTML: its panels on Grafana's grid, in Grafana's dark colours. */
import { type Answer, askPanel, ofPanel, type View } from "../asking.ts";
import type { DashboardJson, PanelJson } from "../reading.ts";
import { type Field, fieldsOf } from "./fields.ts";
import { graph } from "./graph.ts";
import { timeseries } from "./lines.ts";
import { escaped } from "./look.ts";
import { heatmap, timeline } from "./states.ts";
import { type Box, stat } from "./stats.ts";
import { table } from "./table.ts";

/** Pixels. Grafana's rows are 30 high with 8 between them. */
export const WIDTH = 1600;
const COLUMN = (WIDTH - 16) / 24;
const ROW = 38;
const GAP = 8;
const HEADER = 64;
const TITLE = 30;

const DRAWINGS: Record<string, (panel: PanelJson, fields: Field[], box: Box) => string> = {
  stat,
  timeseries,
  "state-timeline": timeline,
  "status-history": timeline,
  heatmap,
};

export async function page(
  dashboard: DashboardJson,
  view: View,
  variables: Record<string, string>,
): Promise<{ html: string; height: number }> {
  const panels = unfolded(dashboard.panels);
  const drawn: string[] = [];
  for (const panel of panels) drawn.push(await place(panel, view, variables));
  const height = HEADER + Math.max(...panels.map(({ gridPos: { y, h } }) => (y + h) * ROW)) + GAP;
  const shown = Object.entries(variables).map(
    ([name, value]) => `${name}: ${value.length > 40 || value === ".*" ? "All" : value}`,
  );
  const header = `<header><b>${escaped(dashboard.title)}</b> ${escaped(shown.join("   "))}<i>drawn from the dashboard's queries over invented data; not a screenshot of Grafana</i></header>`;
  return {
    html: `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${header}<main>${drawn.join("")}</main>`,
    height,
  };
}

/** Folded rows opened, and what is below them pushed down. */
function unfolded(panels: PanelJson[]): PanelJson[] {
  let down = 0;
  return panels.flatMap((panel) => {
    const moved = (one: PanelJson): PanelJson => ({
      ...one,
      gridPos: { ...one.gridPos, y: one.gridPos.y + down },
    });
    const placed = [moved(panel), ...(panel.panels ?? []).map(moved)];
    const inside = (panel.panels ?? []).map(({ gridPos: { y, h } }) => y + h);
    if (inside.length > 0) down += Math.max(...inside) - panel.gridPos.y - panel.gridPos.h;
    return placed;
  });
}

async function place(panel: PanelJson, view: View, variables: Record<string, string>): Promise<string> {
  const { x, y, w, h } = panel.gridPos;
  const box = {
    left: GAP + x * COLUMN,
    top: HEADER + y * ROW,
    width: w * COLUMN - GAP,
    height: h * ROW - GAP,
  };
  const style = `left:${box.left}px;top:${box.top}px;width:${box.width}px;height:${box.height}px`;
  if (panel.type === "row") return `<h2 style="${style}">${escaped(panel.title)}</h2>`;
  const inner = {
    width: box.width - 16,
    height: box.height - TITLE - 10,
    now: view.end * 1000,
    from: view.end - ofPanel(panel, view).rangeSeconds,
    to: view.end,
  };
  const answers = await askPanel(panel, view, variables, Math.round(inner.width));
  return `<section style="${style}"><h3>${escaped(panel.title)}</h3><div class="body" style="height:${inner.height}px">${draw(panel, answers, inner)}</div></section>`;
}

function draw(panel: PanelJson, answers: Answer[], box: Box): string {
  if (answers.every(({ series }) => series.length === 0))
    return `<p class="empty">${escaped(panel.fieldConfig?.defaults.noValue ?? "No data")}</p>`;
  if (panel.type === "table") return table(panel, answers, box);
  if (panel.type === "nodeGraph") return graph(panel, answers, box);
  return (
    DRAWINGS[panel.type]?.(panel, fieldsOf(panel, answers), box) ??
    `<p class="empty">${panel.type} is not drawn</p>`
  );
}

const STYLE = `
* { box-sizing: border-box; margin: 0 }
body { background: #111217; color: #ccccdc; font: 13px Inter, "DejaVu Sans", sans-serif; width: ${WIDTH}px }
header { height: ${HEADER}px; padding: 20px 16px; white-space: pre }
header b { font-size: 18px; margin-right: 24px } header i { float: right; opacity: 0.6 }
section { position: absolute; background: #181b1f; border: 1px solid #25272c; border-radius: 2px; overflow: hidden; padding: 0 8px }
h2 { position: absolute; font-size: 15px; padding: 6px } h3 { font: 500 13px/30px inherit; font-size: 13px; height: 30px; line-height: 30px; white-space: nowrap }
.body { overflow: hidden; position: relative } text { fill: #9a9ba5; font-size: 11px }
.empty { text-align: center; padding-top: 24px; opacity: 0.7 } .note { position: absolute; right: 0; bottom: 0; background: #181b1f; font-size: 11px; opacity: 0.7 }
.tiles { display: grid; gap: 4px; height: 100% } .tile { display: flex; flex-direction: column; align-items: center; justify-content: center; border-radius: 3px; overflow: hidden; text-align: center }
.tile b { font-weight: 500; line-height: 1.1 } .tile small { font-size: 0.7em; white-space: nowrap }
table { border-collapse: collapse; width: 100%; table-layout: fixed } th, td { text-align: left; padding: 0 6px; height: 30px; border: 1px solid #25272c; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
th { color: #6e9fff; font-weight: 500 } .link { color: #6e9fff }
.legend { height: 19px; white-space: nowrap; overflow: hidden; font-size: 12px } .legend i { display: inline-block; width: 14px; height: 4px; margin-right: 6px; vertical-align: middle } .legend b { float: right; font-weight: 400 }
`;
