/** The ways between the dashboards: a tag that they share, and links that keep data source, variables and time. */
import { type DashboardLink, DashboardLinkType } from "@grafana/grafana-foundation-sdk/dashboard";

/** The tag of every dashboard of the bundle. */
export const BUNDLE = "integrations";

/** In the addresses that people bookmark and alerts link to: never change one. */
export const UIDS = {
  overview: "integrations-overview",
  integration: "integration",
  slos: "integrations-slos",
  dependencies: "integrations-dependencies",
  costs: "integrations-costs",
  mcp: "integrations-mcp",
  ownership: "integrations-ownership",
  exporter: "integrations-exporter",
  history: "integrations-history",
} as const;
export type Uid = (typeof UIDS)[keyof typeof UIDS];

/** From the label `integration` of a row or a series to that integration, over the same time. */
const to = (integration: string) => ({
  title: "Open the integration",
  url: `/d/${UIDS.integration}?\${datasource:queryparam}&var-integration=\${${integration}}&\${__url_time_range}`,
});

/** From a table's row, which must have the column `integration`. */
export const DRILL_DOWN = to("__data.fields.integration");
/** From a stat's tile or a line. */
export const DRILL_DOWN_SERIES = to("__field.labels.integration");
/** From a row of the history, which is of another time and maybe of another data source. */
export const DRILL_DOWN_NOW = {
  title: "Open the integration, as it is now",
  url: `/d/${UIDS.integration}?var-integration=\${__data.fields.integration}`,
};

/** Not by the SDK's builder: it would hide them in a menu. */
const link = (
  over: Pick<DashboardLink, "title" | "icon" | "tooltip"> & Partial<DashboardLink>,
): DashboardLink => ({
  type: DashboardLinkType.Link,
  tags: [],
  asDropdown: false,
  targetBlank: false,
  includeVars: true,
  keepTime: true,
  ...over,
});

/** All dashboards of the bundle, for the integrations chosen here. */
const bundle = (over: Partial<DashboardLink> = {}) =>
  link({
    title: "More of these",
    type: DashboardLinkType.Dashboards,
    tags: [BUNDLE],
    asDropdown: true,
    icon: "external link",
    tooltip: "The other dashboards, for what is chosen here",
    ...over,
  });

/** Back to all of them: without the integration chosen here. */
const toOverview = () =>
  link({
    title: "All integrations",
    url: `/d/${UIDS.overview}?\${datasource:queryparam}`,
    icon: "dashboard",
    tooltip: "Back to the overview",
    includeVars: false,
  });

/** The same dashboard over another time. */
const trends = (uid: Uid, ranges = ["24h", "7d", "30d"]) =>
  ranges.map((range) =>
    link({
      title: range,
      url: `/d/${uid}?from=now-${range}&to=now`,
      icon: "",
      tooltip: `The last ${range}`,
      keepTime: false,
    }),
  );

/** The history looks back for months, maybe into another data source: the others would find nothing in either. */
const fromHistory = (): DashboardLink[] => [
  bundle({ includeVars: false, keepTime: false, tooltip: "The other dashboards, as they open" }),
  ...trends(UIDS.history, ["30d", "90d", "1y"]),
];

export const links = (uid: Uid): DashboardLink[] =>
  uid === UIDS.history
    ? fromHistory()
    : [...(uid === UIDS.overview ? [] : [toOverview()]), bundle(), ...trends(uid)];
