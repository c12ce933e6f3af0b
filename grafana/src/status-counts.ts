/** How many of something are in each state: a tile per state, grey while there is none. */
import type { Status } from "../../exporter/src/contract.ts";
import { type About, stat, thresholds } from "./panels.ts";
import { COLORS, STATUS_STATES } from "./states.ts";

interface Tile {
  text: string;
  color: string;
  /** Counts those in the state. */
  expr: string;
}

export function counts(about: About, tiles: Tile[]) {
  const panel = stat({
    ...about,
    series: tiles.map(({ text, expr }) => ({ expr, legend: text })),
    unit: "none",
  }).noValue("None here");
  for (const { text, color } of tiles) {
    const steps = thresholds([
      [null, COLORS.neutral],
      [1, color],
    ]);
    panel.overrideByName(text, [{ id: "thresholds", value: steps.build() }]);
  }
  return panel;
}

/** `count` gives the query of how many are in a status. */
export function statusCounts(about: About, count: (status: Status) => string) {
  const worstFirst = (Object.keys(STATUS_STATES) as Status[]).sort(
    (a, b) => STATUS_STATES[b].code - STATUS_STATES[a].code,
  );
  return counts(
    about,
    worstFirst.map((status) => ({ ...STATUS_STATES[status], expr: count(status) })),
  );
}
