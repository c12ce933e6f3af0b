/** The exporter: why not to trust it, and what runs. */
import { severity } from "../alerts.ts";
import { exporter } from "../metrics.ts";
import { table } from "../table.ts";
import { EXPORTERS } from "../variables.ts";
import { RELOADED } from "./trust.ts";

const BY = "alertname, severity, instance";
const OF_MONITORING = 'alertname=~"(IntegrationExporter|Prometheus|Alertmanager).+"';

export const doubts = () =>
  table({
    title: "Reasons for doubt",
    description:
      "Alerts about the monitoring itself that fire now: of the exporters, of Prometheus and of Alertmanager. " +
      "Mend these before you believe anything else. Empty: what you see is what is.",
    columns: [
      severity(OF_MONITORING, BY),
      { title: "Alert", label: "alertname", width: 280 },
      { title: "Instance", label: "instance" },
      {
        title: "Firing since",
        expr: `max by (${BY}) (ALERTS_FOR_STATE and ignoring (alertstate) ALERTS{alertstate="firing", ${OF_MONITORING}}) * 1000`,
        unit: "dateTimeFromNow",
      },
    ],
    hidden: ["severity"],
    worstFirst: ["Severity", "Firing since"],
  }).noValue("None: nothing fires about the monitoring itself");

const of = (metric: string) => `max by (instance) (${metric}{${EXPORTERS}})`;

export const running = () =>
  table({
    title: "What runs",
    description:
      "Each exporter, its version and its catalog. Two versions: a rollout is under way, or got stuck. A failed reload: the catalog " +
      "before it stays in force, and its log names path and line. Started just now: it was restarted; statuses begin anew.",
    columns: [
      { title: "Instance", label: "instance", width: 180 },
      {
        title: "Version",
        label: "version",
        from: `max by (instance, version, nodeversion) (${exporter.buildInfo}{${EXPORTERS}})`,
      },
      { title: "Node", label: "nodeversion" },
      { title: "Started", expr: `${of("process_start_time_seconds")} * 1000`, unit: "dateTimeFromNow" },
      {
        title: "Last reload",
        expr: of(exporter.reloadSuccessful),
        unit: "none",
        mapping: RELOADED,
        width: 110,
      },
      { title: "Catalog of", expr: `${of(exporter.reloadTime)} * 1000`, unit: "dateTimeFromNow" },
      {
        title: "Checks",
        expr: `count by (instance) (integration_check_info{${EXPORTERS}})`,
        unit: "none",
      },
      { title: "Samples", expr: of("scrape_samples_scraped"), unit: "short" },
      { title: "Memory", expr: of("process_resident_memory_bytes"), unit: "bytes" },
    ],
    worstFirst: "Started",
  }).noValue("No exporter");
