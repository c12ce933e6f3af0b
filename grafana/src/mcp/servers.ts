/** MCP servers: which of them answer, and why not. */
import { BigValueColorMode } from "@grafana/grafana-foundation-sdk/common";
import { catalog, FAILURE_WORDS, inWords, probe, withInfo, worstState } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { stacked, stat, thresholds, timeline } from "../panels.ts";
import { anyIs, CHECK_STATUS, COLORS, mappingOf } from "../states.ts";
import { statusCounts } from "../status-counts.ts";
import { type Column, table } from "../table.ts";
import { SERVERS } from "../variables.ts";

const BY = "integration, check";

/** What `expr` says of checks that speak MCP, whatever group their integrations are in. */
export const ofServers = (expr: string) =>
  `(${expr}) and on (${BY}) ${catalog.checkInfo}{${SERVERS}, provider="mcp"}`;

/** A metric of those checks, once however many exporters probe them; not before it was first measured. */
export const perServer = (metric: string, by = BY, matchers = SERVERS) =>
  ofServers(`max by (${by}) (${metric}{${matchers}} >= 0)`);

export const counts = () =>
  statusCounts(
    {
      title: "Servers by status",
      description:
        "How many checks of MCP servers are in each status. Down: our agents do without its tools; the table says why. " +
        "Not configured: it needs a credential or a set-up by hand, and is no fault.",
    },
    (status) => `sum(${perServer(probe.checkStatus, BY, `${SERVERS}, status="${status}"`)})`,
  ).noValue("No MCP server");

export const toolsMissing = () =>
  stat({
    title: "Tools missing",
    description:
      "Servers that answer and do not list one of their `required_tools`. Agents that call it get an error: pin the server's " +
      "version before the change, or give the agents the new name.",
    series: [
      {
        expr: `sum(${perServer(probe.failureReason, BY, `${SERVERS}, reason="tool_missing"`)})`,
        legend: "servers",
      },
    ],
    unit: "none",
  })
    .thresholds(thresholds(anyIs(COLORS.bad)))
    .noValue("No MCP server");

/** A label of another series of the same check. */
const labelOf = (title: string, label: string, metric: string, width?: number): Column => ({
  title,
  label,
  ...(width === undefined ? {} : { width }),
  from: ofServers(`max by (${BY}, ${label}) (${metric}{${SERVERS}} == 1)`),
});

export const servers = () =>
  table({
    title: "MCP servers, worst first",
    description:
      "Each check that speaks MCP: opened as an agent would, and asked for its tools. Tool missing: it answers without a tool " +
      "that we need; credential rejected: renew the token; a server error: it died or answered with one, see the probe's output. " +
      "A version that changed with the tools: that release is why.",
    columns: [
      {
        title: "Status",
        expr: withInfo(ofServers(worstState(CHECK_STATUS, SERVERS, BY)), "team"),
        unit: "none",
        mapping: mappingOf(CHECK_STATUS),
        width: 120,
      },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Check", label: "check" },
      { title: "Team", label: "team" },
      labelOf("Failing because", "words", FAILURE_WORDS),
      labelOf("Server version", "version", probe.versionInfo, 120),
      labelOf("Protocol", "protocol", probe.versionInfo, 195),
      {
        title: "Tools",
        expr: perServer(probe.inventory, BY, `${SERVERS}, kind="tools"`),
        unit: "none",
        width: 70,
      },
      { title: "Answers in", expr: perServer(probe.lastProbeDuration), unit: "s", width: 100 },
      {
        title: "Last success",
        expr: `(${perServer(probe.lastSuccess)}) * 1000`,
        unit: "dateTimeFromNow",
        width: 130,
      },
      { title: "Interval", expr: perServer(probe.probeInterval), unit: "s", width: 85 },
    ],
    worstFirst: "Status",
  }).noValue("No check of the chosen integrations speaks MCP");

export const protocols = () =>
  stat({
    title: "Servers by protocol",
    description:
      "Which revision of MCP each server was asked in, and over what. 2026-07-28 is stateless, those before begin with a " +
      "handshake; HTTP+SSE is of 2024 and leaves the clients: ask for a newer server before your agents' library drops it.",
    series: [
      {
        expr: `count by (protocol) (${ofServers(`max by (${BY}, protocol) (${probe.versionInfo}{${SERVERS}})`)})`,
        legend: "{{protocol}}",
      },
    ],
    unit: "none",
  })
    .colorMode(BigValueColorMode.None)
    .noValue("No MCP server has answered");

export const statusTimeline = () =>
  timeline({
    title: "Status over time",
    description:
      "The status of each server. All red at once: our network, or the gateway that they share. One red since a release: that server.",
    expr: ofServers(worstState(CHECK_STATUS, SERVERS, BY)),
    legend: "{{integration}} {{check}}",
    mapping: mappingOf(CHECK_STATUS),
  }).noValue("No MCP server");

export const failures = () =>
  stacked({
    title: "Failures by reason",
    description:
      "Failed probes of MCP servers, by why. Timed out, on those that are started for the probe: the machine is busy, or the package " +
      "is downloaded anew each time. Tool missing: a release. Credential rejected: a token.",
    series: [
      {
        expr: inWords(
          `sum by (reason) (${ofServers(`sum by (${BY}, reason) (increase(${probe.probeFailures}{${SERVERS}}[$__rate_interval]))`)}) > 0`,
        ),
        legend: "{{words}}",
      },
    ],
    unit: "short",
  }).noValue("No failure");
