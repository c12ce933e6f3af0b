/** From a list of named panels to a finished dashboard: everything that the SDK leaves to its caller is done here. */
import { createHash } from "node:crypto";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  type AnnotationQuery,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type GridPos,
  type Panel,
  type RowPanel,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { BUNDLE, links, type Uid } from "./navigation.ts";

/** Grafana's grid: 24 columns; a row's title is one unit high. */
const COLUMNS = 24;

/** Panels side by side, each with its width in columns; the widths make up 24. */
export interface Line {
  height: number;
  panels: [width: number, panel: Builder<Panel>][];
}

export interface Section {
  /** Absent for the top of the dashboard, which needs no title. */
  title?: string;
  collapsed?: boolean;
  lines: Line[];
}

export interface DashboardSpec {
  uid: Uid;
  title: string;
  /** The question that it answers, in a sentence. */
  description: string;
  /** For its page of the documentation: how to read it and what to do, a few lines of Markdown. */
  reading: string;
  /** Where its time range begins, such as `now-24h`. */
  from: string;
  refresh: string;
  variables: Builder<VariableModel>[];
  annotations: AnnotationQuery[];
  sections: Section[];
}

export const line = (height: number, ...panels: Line["panels"]): Line => ({ height, panels });

/** Grafana names the queries of a panel A, B, C ...; a table's columns refer to these names. */
export const refId = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);

/** @throws Error when a line does not fill the grid: a mistake of ours. */
export function dashboard(spec: DashboardSpec): Dashboard {
  const built = new DashboardBuilder(spec.title)
    .uid(spec.uid)
    .description(spec.description)
    .tags([BUNDLE])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: spec.from, to: "now" })
    .refresh(spec.refresh)
    .variables(spec.variables)
    .build();
  return {
    ...built,
    annotations: { list: spec.annotations },
    links: links(spec.uid),
    panels: place(spec.sections).map(identified),
  };
}

function place(sections: Section[]): (Panel | RowPanel)[] {
  let y = 0;
  return sections.flatMap(({ title, collapsed = false, lines }) => {
    const header = title === undefined ? [] : [row(title, collapsed, y++)];
    const panels = lines.flatMap((line) => {
      const placed = placeLine(line, y);
      y += line.height;
      return placed;
    });
    const [folded] = collapsed ? header : [];
    if (folded) folded.panels = panels;
    return folded ? [folded] : [...header, ...panels];
  });
}

function placeLine({ height, panels }: Line, y: number): Panel[] {
  let x = 0;
  const placed = panels.map(([width, builder]) => {
    const gridPos: GridPos = { h: height, w: width, x, y };
    x += width;
    return { ...builder.build(), gridPos };
  });
  if (x !== COLUMNS) throw new Error(`a line at y=${y} is ${x} columns wide, not ${COLUMNS}`);
  return placed;
}

const row = (title: string, collapsed: boolean, y: number): RowPanel => ({
  type: "row",
  id: 0,
  title,
  collapsed,
  gridPos: { h: 1, w: COLUMNS, x: 0, y },
  panels: [],
});

/** From the title, so that it stays the same whatever comes and goes around it: links to a panel hold. Fits 31 bits. */
const idOf = (title = ""): number => createHash("sha256").update(title).digest().readUInt32BE() >>> 1;

function identified<P extends Panel | RowPanel>(panel: P): P {
  panel.id = idOf(panel.title);
  if ("panels" in panel) panel.panels = panel.panels.map(identified);
  else if ("targets" in panel)
    panel.targets = panel.targets?.map((target, index) => ({ ...target, refId: refId(index) })) ?? [];
  return panel;
}
