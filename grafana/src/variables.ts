/**
 * The variables at the top of the dashboards.
 *
 * Several exporters, and so several values of `job` and `instance`, may watch the same integration. Whoever asks how an
 * integration is wants one answer, so the queries on integrations put those two labels away (`max by (integration, ...)`,
 * as the alerts do) and no dashboard on integrations has a variable for them. The dashboard on the exporter has both, and
 * all its queries on the exporter match them.
 */
import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { LIFECYCLES } from "../../exporter/src/contract.ts";
import { catalog, exporter } from "./metrics.ts";
import { DATASOURCE } from "./panels.ts";

/** VictoriaMetrics is one of these too: it answers as a Prometheus does. */
export const datasource = () =>
  new DatasourceVariableBuilder("datasource").label("Data source").type("prometheus");

/** For the row of `history/years.ts`. At first the same, as Grafana begins with its default for both. */
export const history = () => new DatasourceVariableBuilder("history").label("History").type("prometheus");

/** The values of a label. Read anew with each refresh, so that a new integration appears by itself. */
const labelValues = (name: string, label: string, series: string, of = name) =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ query: `label_values(${series}, ${of})`, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc);

const ALL = { selected: true, text: "All", value: "$__all" };

/** Any number of values, all of them at first. */
const anyOf = (name: string, label: string, series: string, of = name) =>
  labelValues(name, label, series, of).multi(true).includeAll(true).current(ALL);

/** All of a label that not every integration has: Grafana's own list of all values would leave those out. */
const anyOrNone = (name: string, label: string, series: string = catalog.info) =>
  anyOf(name, label, series).allValue(".*");

/** Only those that page are shown at first: a planned integration is no news. */
const lifecycle = () => {
  const shown = ["piloted", "active"] satisfies (typeof LIFECYCLES)[number][];
  return new CustomVariableBuilder("lifecycle")
    .label("Lifecycle")
    .values(LIFECYCLES.join(","))
    .options(
      LIFECYCLES.map((value) => ({ text: value, value, selected: shown.some((one) => one === value) })),
    )
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: shown, value: shown });
};

const SCOPE = 'group=~"$group", team=~"$team", project=~"$project"';

const scope = (info: string) => [
  datasource(),
  anyOrNone("group", "Group", info),
  anyOrNone("team", "Team", info),
  anyOrNone("project", "Project", info),
];

/** Matches the integrations that `manyIntegrations` lets through. */
export const CHOSEN = 'integration=~"$integration"';

/** For dashboards on many integrations: the first variables narrow the last, which the queries match. */
export const manyIntegrations = () => [
  ...scope(catalog.info),
  lifecycle(),
  anyOf("integration", "Integration", `${catalog.info}{${SCOPE}, lifecycle=~"$lifecycle"}`),
];

/** Matches the integrations that `mcpServers` lets through. */
export const SERVERS = 'integration=~"$server"';

/** For the dashboard on MCP servers: of the integrations chosen, those that have one. Queries on all would take too long. */
export const mcpServers = () => [
  ...manyIntegrations(),
  anyOf("server", "Server", `${catalog.checkInfo}{provider="mcp", ${CHOSEN}}`, "integration"),
];

/**
 * For a dashboard that tells of lifecycles, where those that no longer page, or not yet, are news. `info` is the series that
 * tells who owns them.
 */
export const integrationsOfAnyLifecycle = (info: string = catalog.info) => [
  ...scope(info),
  anyOf("integration", "Integration", `${info}{${SCOPE}}`),
];

/** Match the integration of `oneIntegration`, and its chosen checks. */
export const ONE = 'integration="$integration"';
export const CHECKS = `${ONE}, check=~"$check"`;

/** For a dashboard on one integration. */
export const oneIntegration = () => [
  datasource(),
  labelValues("integration", "Integration", catalog.info),
  anyOrNone("check", "Check", `${catalog.checkInfo}{${ONE}}`),
];

/** Matches the exporters that `exporters` lets through. */
export const EXPORTERS = 'job=~"$job", instance=~"$instance"';

/** For the dashboard on the exporter. */
export const exporters = () => [
  datasource(),
  anyOf("job", "Job", exporter.buildInfo),
  anyOf("instance", "Instance", `${exporter.buildInfo}{job=~"$job"}`),
];
