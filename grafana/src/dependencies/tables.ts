/** The root causes one by one, what they take down, and what would fall if it failed. */
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { catalog, FAILURE_WORDS, oneOf, probe, withInfo, worstState } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { COLORS, mappingOf, STATUS } from "../states.ts";
import { type Column, table } from "../table.ts";
import { byIntegration, causes, PAGE_DUE, pairs, UNWELL, UPSTREAM_CHOSEN } from "./causes.ts";

const EVERY = 'integration!=""';
const status = worstState(STATUS, EVERY, "integration");
const statusColumn = (expr: string): Column => ({
  title: "Status",
  expr,
  unit: "none",
  mapping: mappingOf(STATUS),
  width: 110,
});

const ofCauses = (expr: string) => `(${expr}) and on (integration) ${causes}`;

/** How many dependants a cause has; of those that `condition` lets through. */
const dependants = (title: string, condition = ""): Column => ({
  title,
  expr: byIntegration(`count by (depends_on) (${pairs}${condition})`),
  unit: "none",
  width: 105,
});

export const causeTable = () =>
  table({
    title: "Root cause now",
    description:
      "Begin here: each fails and others need it; its alert is the one that paged. One failure in a row is a suspicion, three " +
      "are an outage. Several that began together: look for what they share, such as our own network.",
    columns: [
      dependants("Needed by"),
      dependants("Not well", ` and on (integration) ${UNWELL}`),
      dependants("Held back", ` and on (integration) ${PAGE_DUE}`),
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Title", label: "title" },
      statusColumn(ofCauses(withInfo(status, "title, team, channel"))),
      {
        title: "Failing because",
        label: "words",
        from: ofCauses(oneOf(FAILURE_WORDS, "integration", "words")),
      },
      {
        title: "In a row",
        expr: ofCauses("max by (integration) (integration_check:consecutive_failures:unavailable)"),
        unit: "none",
        width: 85,
      },
      {
        title: "Last success",
        expr: ofCauses(
          `min by (integration) (${probe.lastSuccess} and on (integration, check) integration_check:consecutive_failures:unavailable >= 1) * 1000`,
        ),
        unit: "dateTimeFromNow",
      },
      { title: "Team", label: "team" },
      { title: "Channel", label: "channel" },
    ],
    worstFirst: "Needed by",
  }).noValue("Nothing that others need fails: what is down is a cause of its own");

const PAGE: ValueMap = {
  type: MappingType.ValueToText,
  options: {
    0: { text: "none due", color: COLORS.neutral, index: 0 },
    1: { text: "held back", color: COLORS.info, index: 1 },
  },
};

export const takenDownTable = () =>
  table({
    title: "What they take down",
    description:
      "Who suffers, through any number of steps, and whom to tell. Held back: it would have paged without its cause. " +
      "Still healthy: it has not needed the cause since, or can do without for a while.",
    columns: [
      statusColumn(
        `${pairs} * 0 + on (integration) group_left (team, channel) ${withInfo(status, "team, channel")}`,
      ),
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Because of", label: "depends_on" },
      {
        title: "Page",
        expr: `(${pairs} and on (integration) ${PAGE_DUE}) * 0 + 1 or ${pairs} * 0`,
        unit: "none",
        mapping: PAGE,
        width: 100,
      },
      { title: "Team", label: "team" },
      { title: "Channel", label: "channel" },
    ],
    worstFirst: "Status",
  }).noValue("Nothing");

/** Pairs of the catalog, one step apart or more. */
const needs = (matchers: string) => `max by (integration, depends_on) (${catalog.dependency}{${matchers}})`;
const objective = `max by (integration) (${catalog.sloObjective}{slo="availability"})`;
/** The strictest availability that is promised on top of an integration. */
const promisedOnTop = byIntegration(
  `${needs(UPSTREAM_CHOSEN)} * on (integration) group_left () ${objective}`,
);

export const mostNeeded = () =>
  table({
    title: "What would fall if it failed",
    description:
      "How many integrations stand on each, most first: there a second vendor, a cache or a fallback pays. A value under " +
      "'more is promised': something on top of it promises better availability than it does itself, which cannot be kept for long.",
    columns: [
      {
        title: "Would fall",
        expr: byIntegration(`count by (depends_on) (${needs(UPSTREAM_CHOSEN)})`),
        unit: "none",
        width: 100,
      },
      {
        title: "Directly",
        expr: byIntegration(`count by (depends_on) (${needs(`direct="true", ${UPSTREAM_CHOSEN}`)})`),
        unit: "none",
        width: 90,
      },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Title", label: "title" },
      statusColumn(
        `${withInfo(status, "title, team")} and on (integration) ${byIntegration(needs(UPSTREAM_CHOSEN))}`,
      ),
      { title: "Team", label: "team" },
      {
        title: "Its objective",
        expr: `${objective} and on (integration) ${byIntegration(needs(UPSTREAM_CHOSEN))}`,
        unit: "percentunit",
      },
      {
        title: "More is promised",
        expr: `${promisedOnTop} > on (integration) ${objective}`,
        unit: "percentunit",
        steps: [[null, COLORS.warning]],
      },
    ],
    worstFirst: "Would fall",
  }).noValue("No integration depends on one of the chosen");
