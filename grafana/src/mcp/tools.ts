/** MCP servers: whether they offer what they offered before. */
import { LineInterpolation } from "@grafana/grafana-foundation-sdk/common";
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { changes, fingerprint, lastChange } from "../inventory.ts";
import { probe } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { lines, stat, thresholds, timeline } from "../panels.ts";
import { anyIs, COLORS } from "../states.ts";
import { table } from "../table.ts";
import { SERVERS } from "../variables.ts";
import { ofServers, perServer } from "./servers.ts";

const BY_LIST = "integration, check, kind";

export const toolsListed = () =>
  stat({
    title: "Tools listed",
    description:
      "All tools that the chosen servers list together. Each one's description is part of an agent's prompt: " +
      "many of them cost tokens and attention.",
    series: [
      { expr: `sum(${perServer(probe.inventory, BY_LIST, `${SERVERS}, kind="tools"`)})`, legend: "tools" },
    ],
    unit: "none",
  }).noValue("No list seen");

export const listsChanged = () =>
  stat({
    title: "Lists changed",
    description:
      "Servers whose tools are not those of the beginning of the time chosen, by name. Look at the new ones before agents use them; " +
      "Drift of each list tells which.",
    series: [
      {
        expr: `count(${ofServers(
          `max by (${BY_LIST}) (${fingerprint(SERVERS)}) != max by (${BY_LIST}) (${probe.inventoryFingerprint}{${SERVERS}} offset $__range >= 0)`,
        )}) or vector(0)`,
        legend: "lists",
      },
    ],
    unit: "none",
  }).thresholds(thresholds(anyIs(COLORS.warning)));

const CHANGED: ValueMap = {
  type: MappingType.ValueToText,
  options: {
    0: { text: "the same", color: COLORS.good, index: 0 },
    1: { text: "changed", color: COLORS.warning, index: 1 },
  },
};

/** The extremes of the window are deaf to the NaN of a restarted exporter; a list never seen has none. */
const extreme = (most: "min" | "max") => `${most}_over_time(${probe.inventoryFingerprint}{${SERVERS}}[1h])`;

export const drift = () =>
  timeline({
    title: "When a list changed",
    description:
      "An hour in another colour after the names on a list changed, even where their number did not. " +
      "Compare with the server's releases; unexpected: pin its version.",
    expr: ofServers(`max by (${BY_LIST}) (${extreme("max")} > bool (${extreme("min")} >= 0))`),
    legend: "{{integration}} {{check}}: {{kind}}",
    mapping: CHANGED,
  }).noValue("No list seen");

export const inventory = () =>
  lines({
    title: "Tools over time",
    description:
      "How many tools each server lists. A drop: a release took some away, or our credential may see less. " +
      "Unsteady: several versions behind one address.",
    series: [
      {
        expr: perServer(probe.inventory, BY_LIST),
        legend: "{{integration}} {{check}}: {{kind}}",
      },
    ],
    unit: "none",
  })
    .lineInterpolation(LineInterpolation.StepAfter)
    .noValue("No list seen");

export function drifts() {
  return table({
    title: "Drift of each list",
    description:
      "How often the names changed in the time chosen, when last, and how many there are more or fewer than at its start. " +
      "Often: the server lists by chance, by credential or by version; ask its makers.",
    columns: [
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Check", label: "check" },
      { title: "List", label: "kind" },
      { title: "Names now", expr: perServer(probe.inventory, BY_LIST), unit: "none" },
      {
        title: "More or fewer",
        expr: `(${perServer(probe.inventory, BY_LIST)}) - max by (${BY_LIST}) (${probe.inventory}{${SERVERS}} offset $__range >= 0)`,
        unit: "none",
      },
      {
        title: "Changes",
        expr: ofServers(`max by (${BY_LIST}) (${changes(SERVERS)})`),
        unit: "none",
        steps: anyIs(COLORS.warning),
      },
      {
        title: "Last changed (7 d)",
        expr: `(${ofServers(`max by (${BY_LIST}) (${lastChange(SERVERS)})`)}) * 1000`,
        unit: "dateTimeFromNow",
        width: 140,
      },
    ],
    worstFirst: "Changes",
  }).noValue("No list seen");
}
