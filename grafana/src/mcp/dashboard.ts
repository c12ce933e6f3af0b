import { integrationEvents } from "../annotations.ts";
import { type DashboardSpec, line } from "../dashboard.ts";
import { UIDS } from "../navigation.ts";
import { mcpServers } from "../variables.ts";
import { alerts } from "./alerts.ts";
import { counts, failures, protocols, servers, statusTimeline, toolsMissing } from "./servers.ts";
import { answerTime, phases } from "./speed.ts";
import { drift, drifts, inventory, listsChanged, toolsListed } from "./tools.ts";

/** Every check that speaks MCP: whether it answers on top, whether it offers the same below. */
export const mcp = (): DashboardSpec => ({
  uid: UIDS.mcp,
  title: "MCP servers",
  description: "Do our agents' tools answer, and are they the same as yesterday?",
  reading: `The first screen has every check that speaks MCP, worst first, and when it was not well. *Tool missing* is a server
that answers without a tool of the check's \`required_tools\`: for an agent that is an outage, for the network it is none.

The lists of tools are compared by name. A list that changed is news, not a fault: a new tool is new power, and its
description goes into the prompt, so look at it before agents do; a tool that is gone breaks whoever called it.
*Lists changed* compares with the beginning of the time chosen: 24 h means yesterday.

Times are those of a whole probe, from opening to the list. A server that is started by a command is slower than one by
URL, and tells its start as *connect*.`,
  from: "now-24h",
  refresh: "30s",
  variables: mcpServers(),
  annotations: integrationEvents(),
  sections: [
    {
      lines: [
        line(4, [12, counts()], [4, toolsMissing()], [4, listsChanged()], [4, toolsListed()]),
        line(9, [24, servers()]),
        line(7, [12, statusTimeline()], [12, drift()]),
      ],
    },
    { title: "Tools", lines: [line(8, [12, drifts()], [12, inventory()])] },
    { title: "Protocols and speed", lines: [line(8, [4, protocols()], [11, phases()], [9, answerTime()])] },
    { title: "Failures", lines: [line(8, [12, alerts()], [12, failures()])] },
  ],
});
