import { integration } from "./integration/dashboard.ts";
import { overview } from "./overview/dashboard.ts";

/** What the repository's generator writes: path in the repository to content. */
export async function files(): Promise<Record<string, string>> {
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "grafana/dashboards/overview.json": json(overview()),
    "grafana/dashboards/integration.json": json(integration()),
  };
}
