/** What happened, drawn over every panel with a time axis; each can be switched off at the top of its dashboard. */
import { type AnnotationQuery, AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { catalog, exporter, probe } from "./metrics.ts";
import { DATASOURCE } from "./panels.ts";
import { COLORS } from "./states.ts";
import { CHOSEN, EXPORTERS } from "./variables.ts";

interface Events {
  name: string;
  /** Each sample above 0 is an event; those next to each other become one stretch of time. */
  expr: string;
  color: string;
  text: string;
  /** The value is the time of the event, in milliseconds. */
  valueIsTime?: boolean;
}

const BY_CHECK = "integration, check";

const annotation = ({ name, expr, color, text, valueIsTime = false }: Events): AnnotationQuery =>
  new AnnotationQueryBuilder()
    .name(name)
    .enable(true)
    .iconColor(color)
    .datasource(DATASOURCE)
    .target(new DataqueryBuilder().refId("Anno").expr(expr).interval("1m").range())
    .titleFormat(name)
    .textFormat(text)
    .useValueForTime(valueIsTime)
    .build();

/** Grafana asks for a hundred points whatever the range: what lasted for less than a step must be looked for in it. */
const within = (series: string, by: string) => `max by (${by}) (max_over_time(${series}[$__interval])) == 1`;

const breakerOpened = () =>
  annotation({
    name: "Breaker open",
    expr: within(`${probe.circuitBreakerState}{${CHOSEN}, state="open"}`, BY_CHECK),
    color: COLORS.bad,
    text: "{{integration}} {{check}}",
  });

const alerts = () =>
  annotation({
    name: "Alert",
    expr: within(
      `ALERTS{alertstate="firing", ${CHOSEN}, severity!~"info|none"}`,
      "alertname, integration, severity",
    ),
    color: COLORS.warning,
    text: "{{alertname}} ({{severity}}): {{integration}}",
  });

const maintenance = () =>
  annotation({
    name: "Maintenance",
    expr: within(`${catalog.maintenance}{${CHOSEN}}`, "integration"),
    color: COLORS.info,
    text: "{{integration}}",
  });

const activity = () =>
  annotation({
    name: "Deployment or push",
    expr: `max by (${BY_CHECK}) (${probe.activity}{${CHOSEN}} >= 0) * 1000`,
    color: COLORS.neutral,
    text: "{{integration}} {{check}}",
    valueIsTime: true,
  });

const newVersion = () => {
  const versions = (offset = "") =>
    `max by (${BY_CHECK}, version) (${probe.versionInfo}{${CHOSEN}}${offset})`;
  const before = versions(" offset $__interval");
  return annotation({
    name: "New version",
    expr: `${versions()} unless ${before} and on (${BY_CHECK}) ${before}`,
    color: COLORS.neutral,
    text: "{{integration}} {{check}}: {{version}}",
  });
};

const catalogLoaded = (matchers = "") =>
  annotation({
    name: "Catalog loaded",
    expr:
      `max by (instance, version) (${exporter.reloadTime}{${matchers}}` +
      ` * on (job, instance) group_left (version) ${exporter.buildInfo}{${matchers}}) * 1000`,
    color: COLORS.neutral,
    text: "{{instance}}, exporter {{version}}",
    valueIsTime: true,
  });

const off = (annotation: AnnotationQuery): AnnotationQuery => ({ ...annotation, enable: false });

/**
 * Of the integrations chosen; for dashboards with the variable `integration`. What happens all the time among many is off
 * until somebody asks for it.
 */
export const integrationEvents = () => [
  breakerOpened(),
  maintenance(),
  catalogLoaded(),
  ...[alerts(), activity(), newVersion()].map(off),
];

/** Of the one integration that a dashboard is about. */
export const eventsOfOne = () => [
  breakerOpened(),
  alerts(),
  maintenance(),
  activity(),
  newVersion(),
  catalogLoaded(),
];

/** Of the exporters chosen; for the dashboard with the variables `job` and `instance`. */
export const exporterEvents = () => [catalogLoaded(EXPORTERS)];
