/** The variables at the top of the dashboards and the ways between them. */
import {
  CustomVariableBuilder,
  type DashboardLink,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { LIFECYCLES } from "../../exporter/src/contract.ts";
import { catalog } from "./metrics.ts";
import { DATASOURCE } from "./panels.ts";

export const OVERVIEW_UID = "integrations-overview";
export const INTEGRATION_UID = "integration";

/** From a table's row to its integration, for the same time; the row must have the label `integration`. */
export const DRILL_DOWN = `/d/${INTEGRATION_UID}?\${datasource:queryparam}&var-integration=\${__data.fields.integration}&\${__url_time_range}`;

export const datasource = () =>
  new DatasourceVariableBuilder("datasource").label("Data source").type("prometheus");

/** The values of a label. Read anew with each refresh, so that a new integration appears by itself. */
export const labelValues = (name: string, label: string, series: string) =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ query: `label_values(${series}, ${name})`, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc);

const ALL = { selected: true, text: "All", value: "$__all" };

/** Any number of values, all of them at first. */
export const anyOf = (name: string, label: string, series: string) =>
  labelValues(name, label, series).multi(true).includeAll(true).current(ALL);

/** Only those that page are shown at first: a planned integration is no news. */
export const lifecycle = () => {
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

/** Every integration that the other variables let through. */
export const integrations = () =>
  anyOf(
    "integration",
    "Integration",
    `${catalog.info}{group=~"$group", team=~"$team", lifecycle=~"$lifecycle"}`,
  );

/** Not by the SDK's builder: it would hide them in a menu. */
const link = (
  title: string,
  over: Pick<DashboardLink, "url" | "icon" | "tooltip"> & Partial<DashboardLink>,
) => ({
  title,
  type: DashboardLinkType.Link,
  tags: [],
  asDropdown: false,
  targetBlank: false,
  includeVars: false,
  keepTime: false,
  ...over,
});

/** The same dashboard over another time. */
export const trends = (uid: string): DashboardLink[] =>
  [
    { title: "24 h", from: "now-24h" },
    { title: "7 d", from: "now-7d" },
    { title: "30 d", from: "now-30d" },
  ].map(({ title, from }) =>
    link(title, {
      url: `/d/${uid}?from=${from}&to=now`,
      icon: "time",
      tooltip: `The last ${title}`,
      includeVars: true,
    }),
  );

export const toOverview = (): DashboardLink =>
  link("All integrations", {
    url: `/d/${OVERVIEW_UID}?\${datasource:queryparam}`,
    icon: "dashboard",
    tooltip: "Back to the overview",
    keepTime: true,
  });
