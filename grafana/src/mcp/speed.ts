/** MCP servers: how long an agent waits for them. */
import { PHASES } from "../../../exporter/src/contract.ts";
import { probe } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { lines } from "../panels.ts";
import { table } from "../table.ts";
import { SERVERS } from "../variables.ts";
import { perServer } from "./servers.ts";

/** Of the last probe, as many servers are asked too seldom for a quantile of ten minutes. */
export const answerTime = () =>
  lines({
    title: "Time from opening to the list of tools",
    description:
      "What an agent waits at its start: connection or start of the program, handshake, list. Rising on those that are started " +
      "by a command: the package grew or is fetched each time. The exporter's time-out ends a probe.",
    series: [
      {
        expr: `${perServer(probe.lastProbeDuration)} and on (integration, check) ${probe.up}{${SERVERS}} == 1`,
        legend: "{{integration}} {{check}}",
      },
    ],
    unit: "s",
  }).noValue("No MCP server answers");

export const phases = () =>
  table({
    title: "Where the time goes",
    description:
      "Phases of the last probe, slowest first. Of a server by URL: dns, connect and tls are the network's, wait is handshake and list. " +
      "Of one by command: connect is its start with the handshake, wait is the list.",
    columns: [
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Check", label: "check" },
      { title: "In all", expr: perServer(probe.lastProbeDuration), unit: "s", width: 75 },
      ...PHASES.map((phase) => ({
        title: phase,
        expr: perServer(probe.probePhase, "integration, check", `${SERVERS}, phase="${phase}"`),
        unit: "s",
        width: 75,
      })),
    ],
    worstFirst: "In all",
  }).noValue("No MCP server was probed");
