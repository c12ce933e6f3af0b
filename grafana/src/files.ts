import { costs } from "./costs/dashboard.ts";
import { type DashboardSpec, dashboard } from "./dashboard.ts";
import { dependencies } from "./dependencies/dashboard.ts";
import { exporter } from "./exporter/dashboard.ts";
import { history } from "./history/dashboard.ts";
import { integration } from "./integration/dashboard.ts";
import { mcp } from "./mcp/dashboard.ts";
import { overview } from "./overview/dashboard.ts";
import { ownership } from "./ownership/dashboard.ts";
import { slos } from "./slos/dashboard.ts";

/** Every dashboard of the bundle, by the name of its file. */
export const specs: Record<string, () => DashboardSpec> = {
  overview,
  integration,
  slos,
  dependencies,
  costs,
  mcp,
  ownership,
  exporter,
  history,
};

/** What Grafana calls the folders of `grafana/dashboards`. */
export const FOLDERS = { integrations: "Integrations", housekeeping: "Integration housekeeping" } as const;

/** Looked at by the week, and not on a bad night. */
const HOUSEKEEPING = ["costs", "ownership", "history"];

export const folderOf = (file: string): keyof typeof FOLDERS =>
  HOUSEKEEPING.includes(file) ? "housekeeping" : "integrations";

export const toJson = (spec: DashboardSpec): string => `${JSON.stringify(dashboard(spec), null, 2)}\n`;

/** What the repository's generator writes: path in the repository to content. */
export async function files(): Promise<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(specs).map(([file, spec]) => [
      `grafana/dashboards/${folderOf(file)}/${file}.json`,
      toJson(spec()),
    ]),
  );
}
