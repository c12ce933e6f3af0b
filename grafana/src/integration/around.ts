/** One integration: what stands around it, its dependencies and the exporter that watches it. */
import { BigValueColorMode, BigValueTextMode } from "@grafana/grafana-foundation-sdk/common";
import { MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import { catalog, exporter, withInfo, worstState } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { type About, lines, stat } from "../panels.ts";
import { COLORS, mappingOf, STATUS } from "../states.ts";
import { table } from "../table.ts";

/** Status of the integrations in `chosen`, any vector with a label `integration`. */
const related = (about: About, chosen: string) =>
  table({
    ...about,
    columns: [
      {
        title: "Status",
        expr: `${withInfo(worstState(STATUS, 'integration!=""', "integration"), "title, team")} and on (integration) ${chosen}`,
        unit: "none",
        mapping: mappingOf(STATUS),
        width: 120,
      },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Title", label: "title" },
      { title: "Team", label: "team" },
    ],
    worstFirst: "Status",
  }).noValue("None");

export const upstreams = () =>
  related(
    {
      title: "Depends on",
      description:
        "What it needs, directly or through others. One of these red: begin there, its failure explains this one, and this one is not paged.",
    },
    `label_replace(${catalog.dependency}{integration="$integration"}, "integration", "$1", "depends_on", "(.+)")`,
  );

export const downstreams = () =>
  related(
    {
      title: "What depends on it",
      description: "Who suffers while it is down. Tell their teams; their alerts are held back meanwhile.",
    },
    `${catalog.dependency}{depends_on="$integration"}`,
  );

export const lateness = () =>
  lines({
    title: "Lateness of probes",
    description:
      "How long after its due time a probe starts. Above a second: the exporter has too little CPU, or too low a cap on concurrency.",
    series: [0.5, 0.99].map((quantile) => ({
      expr: `histogram_quantile(${quantile}, sum by (le) (rate(${exporter.lateness}_bucket[$__rate_interval])))`,
      legend: `p${quantile * 100}`,
    })),
    unit: "s",
  });

export const probesRunning = () =>
  lines({
    title: "Probes under way",
    description:
      "Probes that run and those that wait for a place. Waiting for long: raise the catalog's concurrency.",
    series: [
      { expr: `sum(${exporter.probesRunning})`, legend: "running" },
      { expr: `sum(${exporter.probesWaiting})`, legend: "waiting" },
    ],
    unit: "none",
  });

export const reload = () =>
  stat({
    title: "Last reload of the catalog",
    description:
      "Failed: the catalog before it stays in force. The exporter's log names path and line of each error.",
    series: [{ expr: `min(${exporter.reloadSuccessful})`, legend: "reload" }],
    unit: "none",
  }).mappings([
    {
      type: MappingType.ValueToText,
      options: {
        0: { text: "failed", color: COLORS.bad, index: 0 },
        1: { text: "succeeded", color: COLORS.good, index: 1 },
      },
    },
  ]);

export const loaded = () =>
  stat({
    title: "Catalog in force since",
    description: "When the catalog that counts was loaded. Older than your change: it has not been taken in.",
    series: [{ expr: `min(${exporter.reloadTime}) * 1000`, legend: "loaded" }],
    unit: "dateTimeFromNow",
  }).colorMode(BigValueColorMode.None);

export const version = () =>
  stat({
    title: "Exporter version",
    description: "What is running. More than one: a rollout is under way, or got stuck.",
    series: [
      {
        expr: `count by (version, nodeversion) (${exporter.buildInfo})`,
        legend: "{{version}} on Node {{nodeversion}}",
      },
    ],
    unit: "none",
  })
    .colorMode(BigValueColorMode.None)
    .textMode(BigValueTextMode.Name);
