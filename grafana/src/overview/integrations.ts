/** Every integration in a row, the worst on top; its columns in the order of on-call's questions. */
import { FAILURE_WORDS, oneOf, probe, withInfo, worstState } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { BREAKER, mappingOf, RATIO_STEPS, STATUS, VENDOR } from "../states.ts";
import { type Column, table } from "../table.ts";
import { CHOSEN } from "../variables.ts";
import { is } from "./now.ts";

const by = "integration";

/** Looked up each minute of a day; older than that stays empty. */
const lastHealthy = `max_over_time(timestamp(${is("healthy")} == 1)[1d:1m])`;

const trouble: Column[] = [
  {
    title: "Status",
    expr: withInfo(worstState(STATUS, CHOSEN, by), "team"),
    unit: "none",
    mapping: mappingOf(STATUS),
    width: 120,
  },
  { title: "Integration", label: "integration", link: DRILL_DOWN },
  {
    title: "Not healthy since",
    expr: `(${lastHealthy} unless on (integration) ${is("healthy")} == 1) * 1000`,
    unit: "dateTimeFromNow",
    width: 145,
  },
  { title: "Failing because", label: "words", from: oneOf(`${FAILURE_WORDS}{${CHOSEN}}`, by, "words") },
  {
    title: "Vendor says",
    expr: worstState(VENDOR, CHOSEN, by),
    unit: "none",
    mapping: mappingOf(VENDOR),
    width: 110,
  },
  { title: "Team", label: "team", width: 130 },
];

const figures: Column[] = [
  {
    title: "Breaker",
    expr: worstState(BREAKER, CHOSEN, by),
    unit: "none",
    mapping: mappingOf(BREAKER),
    width: 100,
  },
  {
    title: "Success (1 h)",
    expr: `min by (integration) (${probe.successRatio}{${CHOSEN}} >= 0)`,
    unit: "percentunit",
    steps: RATIO_STEPS,
    width: 115,
  },
  {
    title: "p95 (10 min)",
    expr: `max by (integration) (integration_check:probe_duration_seconds:p95_10m{${CHOSEN}})`,
    unit: "s",
    width: 110,
  },
  {
    title: "Last success",
    expr: `min by (integration) (${probe.lastSuccess}{${CHOSEN}} >= 0) * 1000`,
    unit: "dateTimeFromNow",
    width: 130,
  },
];

export const integrationTable = () =>
  table({
    title: "Integrations, worst first",
    description:
      "Which integration is failing, since when, why, by its vendor's word too, and whose it is. Click its id for the details. Empty 'since' on " +
      "an integration that is not healthy: it was not healthy in the last 24 hours. An open breaker means that it is probed less.",
    columns: [...trouble, ...figures],
    worstFirst: "Status",
  }).noValue("No integration is chosen");
