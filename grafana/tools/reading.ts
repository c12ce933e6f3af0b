/** Dashboards as their JSON says, which is all that Grafana will see. */
import type { GridPos } from "@grafana/grafana-foundation-sdk/dashboard";
import { files } from "../src/files.ts";

export interface PanelJson {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: GridPos;
  collapsed?: boolean;
  panels?: PanelJson[];
  datasource?: { uid: string };
  targets?: { refId: string; expr: string; instant: boolean; range: boolean }[];
  fieldConfig?: { defaults: { unit?: string } };
}

export interface DashboardJson {
  uid: string;
  title: string;
  panels: PanelJson[];
  templating: { list: { name: string; query: string | { query: string }; datasource?: { uid: string } }[] };
}

export const generated = await files();
export const dashboards = Object.values(generated).map((text) => JSON.parse(text) as DashboardJson);

/** Those in folded rows too. */
export const panelsOf = ({ panels }: DashboardJson): PanelJson[] =>
  panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);

export interface Query {
  /** Where it stands, for messages. */
  where: string;
  expr: string;
  instant: boolean;
}

export const queries: Query[] = dashboards.flatMap((dashboard) =>
  panelsOf(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map(({ refId, expr, instant }) => ({
      where: `${dashboard.title}: ${panel.title} (${refId})`,
      expr,
      instant,
    })),
  ),
);

/** What Grafana would send: `variables` in place of `$name`. A variable that is not among them stays. */
export const substitute = (expr: string, variables: Record<string, string>): string =>
  expr.replaceAll(/\$(\w+)/g, (text, name: string) => variables[name] ?? text);
