import type { Answer } from "../asking.ts";
import type { PanelJson } from "../reading.ts";
import { escaped } from "./look.ts";
import { rowsOf } from "./rows.ts";
import type { Box } from "./stats.ts";

/** A node graph, its nodes in a ring: where Grafana would put them is its own affair. */
export function graph(_: PanelJson, answers: Answer[], { width, height }: Box): string {
  const rows = rowsOf(answers).flat();
  const edges = rows.filter((row) => "source" in row);
  const ends = new Map(rows.filter((row) => !("source" in row)).map((row) => [String(row.id), row]));
  const nodes = [...ends.keys()];
  const at = (id: unknown) => {
    const angle = (2 * Math.PI * nodes.indexOf(String(id))) / nodes.length;
    return [width / 2 + 0.4 * width * Math.cos(angle), height / 2 + 0.42 * height * Math.sin(angle)] as const;
  };
  const lines = edges.map(
    ({ source, target, color }) => `<path d="M${at(source)}L${at(target)}" stroke="${color}"/>`,
  );
  const circles = nodes.map((id) => {
    const [x, y] = at(id);
    return `<circle cx="${x}" cy="${y}" r="9" fill="${ends.get(id)?.color}"/><text x="${x + 12}" y="${y + 4}">${escaped(id)} ${escaped(String(ends.get(id)?.mainstat))}</text>`;
  });
  return `<svg width="${width}" height="${height}">${lines.join("")}${circles.join("")}</svg>`;
}
