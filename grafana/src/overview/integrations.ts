/** Every integration in a row, the worst on top. */
import { probe, withInfo, worstState } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { BREAKER, mappingOf, RATIO_STEPS, STATUS, VENDOR } from "../states.ts";
import { type Column, table } from "../table.ts";
import { CHOSEN } from "../variables.ts";
import { is } from "./now.ts";

const by = "integration";

const identity: Column[] = [
  {
    title: "Status",
    expr: withInfo(worstState(STATUS, CHOSEN, by), "title, group, team, lifecycle"),
    unit: "none",
    mapping: mappingOf(STATUS),
    width: 120,
  },
  { title: "Integration", label: "integration", link: DRILL_DOWN },
  { title: "Title", label: "title" },
];

/** Looked up each minute of a day; older than that stays empty. */
const lastHealthy = `max_over_time(timestamp(${is("healthy")} == 1)[1d:1m])`;

const trouble: Column[] = [
  {
    title: "Not healthy since",
    expr: `(${lastHealthy} unless on (integration) ${is("healthy")} == 1) * 1000`,
    unit: "dateTimeFromNow",
  },
  { title: "Team", label: "team" },
  {
    title: "Failing because",
    label: "reason",
    from: `topk by (integration) (1, max by (integration, reason) (${probe.failureReason}{${CHOSEN}} == 1))`,
  },
  {
    title: "Breaker",
    expr: worstState(BREAKER, CHOSEN, by),
    unit: "none",
    mapping: mappingOf(BREAKER),
    width: 100,
  },
  {
    title: "Vendor says",
    expr: worstState(VENDOR, CHOSEN, by),
    unit: "none",
    mapping: mappingOf(VENDOR),
    width: 110,
  },
];

const figures: Column[] = [
  {
    title: "Success (1 h)",
    expr: `min by (integration) (${probe.successRatio}{${CHOSEN}} >= 0)`,
    unit: "percentunit",
    steps: RATIO_STEPS,
  },
  {
    title: "p95 (10 min)",
    expr: `max by (integration) (integration_check:probe_duration_seconds:p95_10m{${CHOSEN}})`,
    unit: "s",
  },
  {
    title: "Last success",
    expr: `min by (integration) (${probe.lastSuccess}{${CHOSEN}} >= 0) * 1000`,
    unit: "dateTimeFromNow",
  },
  { title: "Group", label: "group" },
  { title: "Lifecycle", label: "lifecycle" },
];

export const integrationTable = () =>
  table({
    title: "Integrations, worst first",
    description:
      "Which integration is failing, since when, whose it is and why. Click its id for the details. Empty 'since' on " +
      "an integration that is not healthy: it was not healthy in the last 24 hours. An open breaker means that it is probed less.",
    columns: [...identity, ...trouble, ...figures],
    worstFirst: "Status",
  }).noValue("No integration is chosen");
