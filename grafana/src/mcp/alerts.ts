import { severity, started } from "../alerts.ts";
import { catalog } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { table } from "../table.ts";
import { SERVERS } from "../variables.ts";

const BY = "alertname, integration, check, severity";

/** Most are of an integration and name no check. */
export const alerts = () =>
  table({
    title: "Alerts of MCP servers",
    description:
      "What fires now, news too: IntegrationToolMissing pages, IntegrationInventoryChanged tells within the hour that a list " +
      "became another one. Each has a runbook, linked in its notification.",
    columns: [
      severity(SERVERS, BY),
      { title: "Alert", label: "alertname" },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Check", label: "check" },
      {
        title: "Firing since",
        expr: `max by (${BY}) (${started(SERVERS)} and on (integration) ${catalog.checkInfo}{provider="mcp"}) * 1000`,
        unit: "dateTimeFromNow",
      },
    ],
    hidden: ["severity"],
    worstFirst: ["Severity", "Firing since"],
  }).noValue("No alert");
