/** Dashboards as their JSON says, which is all that Grafana will see. */
import type { Dashboard, Panel, VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import { specs, toJson } from "../src/files.ts";

export interface Target {
  refId: string;
  expr: string;
  instant: boolean;
  format?: string;
  legendFormat?: string;
  /** Least step, such as `1m`. */
  interval?: string;
}

/** A panel with a title and queries to Prometheus; a row has none. */
export type PanelJson = Omit<Panel, "targets" | "gridPos"> & {
  id: number;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: Target[];
  collapsed?: boolean;
  panels?: PanelJson[];
};

export interface DashboardJson extends Omit<Dashboard, "panels"> {
  uid: string;
  title: string;
  panels: PanelJson[];
  templating: { list: VariableModel[] };
}

/** By the name of its file. */
export const dashboardsByFile: Record<string, DashboardJson> = Object.fromEntries(
  Object.entries(specs).map(([file, spec]) => [file, JSON.parse(toJson(spec()))]),
);
export const dashboards = Object.values(dashboardsByFile);

/** Those in folded rows too, and the rows. */
export const panelsOf = ({ panels }: DashboardJson): PanelJson[] =>
  panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

/** An annotation's query as a panel's, for it is asked like one: at a hundred points. */
export const asPanel = ({ name, target }: { name: string; target?: unknown }): PanelJson => ({
  ...{ id: 0, type: "annotations", title: name, gridPos: { x: 0, y: 0, w: 0, h: 0 } },
  ...{ targets: [target as Target], maxDataPoints: 100 },
});

export interface Query {
  /** Where it stands, for messages. */
  where: string;
  expr: string;
  instant: boolean;
}

export const queriesOf = (dashboard: DashboardJson): Query[] =>
  panelsOf(dashboard).flatMap(({ title, targets = [] }) =>
    targets.map(({ refId, expr, instant }) => ({
      where: `${dashboard.title}: ${title} (${refId})`,
      expr,
      instant,
    })),
  );

/** The queries of its annotations. */
export const annotationsOf = ({ title, annotations }: DashboardJson): Query[] =>
  (annotations?.list ?? []).map(({ name, target }) => ({
    where: `${title}: annotation ${name}`,
    expr: String((target as { expr?: string } | undefined)?.expr),
    instant: false,
  }));

export const queries: Query[] = dashboards.flatMap(queriesOf);

/** What Grafana would send: `variables` in place of `$name`. A variable that is not among them stays. */
export const substitute = (expr: string, variables: Record<string, string>): string =>
  expr.replaceAll(/\$(\w+)/g, (text, name: string) => variables[name] ?? text);
