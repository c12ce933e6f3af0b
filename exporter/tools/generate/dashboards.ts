/** A page for each dashboard: the question it answers, how to read it, and what each panel means. */
import type { VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import { type DashboardSpec, dashboard } from "../../../grafana/src/dashboard.ts";
import { FOLDERS, folderOf, specs } from "../../../grafana/src/files.ts";

const FOLDER = "exporter/docs/dashboards";

/** A pipe would end the cell. */
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");

export async function files(): Promise<Record<string, string>> {
  const pages = Object.entries(specs).map(([file, spec]) => [`${FOLDER}/${file}.md`, page(file, spec())]);
  return { [`${FOLDER}/README.md`]: index(), ...Object.fromEntries(pages) };
}

const index = (): string => `# Dashboards

Generated from \`grafana/src\` by \`npm run generate\`. Each dashboard answers one question, and its first screen holds the
answer; links at its top lead to the others, with what is chosen and the time range.

${Object.entries(FOLDERS).map(section).join("\n\n")}

## How fast

Seconds until the last panel of a dashboard has its data: with nothing in memory, and once more.

| dashboard | over 24 h | 7 d | 30 d |
| --- | --- | --- | --- |
| Integrations | 0.6, 0.5 | 0.9, 0.8 | 2.1, 1.8 |
| Integration | 0.4, 0.2 | 0.6, 0.4 | 1.5, 0.7 |
| SLOs | 0.3, 0.2 | 0.8, 0.8 | 2.3, 1.7 |
| Dependencies | 0.3, 0.2 | 0.6, 0.4 | 1.6, 1.1 |
| MCP servers | 0.4, 0.3 | 1.2, 0.8 | 3.2, 2.8 |
| Exporter | 0.4, 0.1 | 0.6, 0.4 | 1.8, 1.3 |
| Quotas and cost | 0.3, 0.2 | 0.8, 0.6 | 1.9, 1.6 |
| Ownership and hygiene | 0.6, 0.4 | 0.7, 0.5 | 1.6, 1.6 |
| History | 0.3, 0.1 | 0.5, 0.4 | 1.6, 1.5 |

Measured by \`grafana/tools/load.ts\`, which asks for all panels and annotations that are on, six at once as a browser does, and
runs over your Prometheus too. Here that held a month of a hundred integrations: 17,309 series and 2.0 billion samples, scraped
and evaluated each 15 s. It was one invented day thirty times, so its troubles came back each day. Prometheus 3.5, started anew
and its files out of memory before each pair, on two cores of an AMD EPYC that others used too (load 1.8 to 3.7). Folded
rows, which ask nothing, stayed folded; Grafana asks for the rest only when it comes on the screen. A test holds each query of
all dashboards to half a second over a day.

## On Kubernetes

\`kubectl apply -f grafana/kubernetes\` brings the dashboards to the sidecar of Grafana's Helm chart. The data sources are in
\`grafana/kubernetes/datasources\`, one file each: apply those that your Grafana does not have yet. Leave \`victoriametrics.yaml\`
out where no VictoriaMetrics runs, and \`prometheus.yaml\` where the chart brings a data source of its own (as that of
kube-prometheus-stack does): Grafana refuses two that are the default. They hold no address: Grafana fills it in from its own
environment, so the chart's values need

\`\`\`yaml
sidecar:
  dashboards:
    enabled: true
    folderAnnotation: grafana_folder
    provider: { foldersFromFilesStructure: true }
  datasources: { enabled: true }
env:
  PROMETHEUS_URL: http://prometheus:9090
  ALERTMANAGER_URL: http://alertmanager:9093
  VICTORIAMETRICS_URL: http://victoriametrics:8428
\`\`\`

## Take the data along

Each panel's menu has *Inspect*, *Data* with *Download CSV*, and *JSON* with the same as JSON. A program asks Prometheus for the
panel's query, which stands under *Inspect*, *Query*.
`;

function section([folder, title]: [string, string]): string {
  const rows = Object.entries(specs)
    .filter(([file]) => folderOf(file) === folder)
    .map(([file, spec]) => [`[${spec().title}](${file}.md)`, spec().description]);
  return `## ${title}\n\n${table(["dashboard", "what it answers"], rows)}`;
}

const page = (file: string, spec: DashboardSpec): string => `# ${spec.title}

Generated from \`grafana/src/${file}\` by \`npm run generate\`. In Grafana: \`/d/${spec.uid}\`, folder ${FOLDERS[folderOf(file)]}.
Opens with the last ${spec.from.replace("now-", "")} and refreshes every ${spec.refresh}. ${choices(spec)}

**${spec.description}**

![${spec.title}](../pictures/${file}.png)

*Drawn from the dashboard's queries over invented data, by \`grafana/tools/draw.ts\`; not a screenshot of Grafana.*

## How to read it

${spec.reading.trim()}

${sections(spec)}
`;

function choices({ variables }: DashboardSpec): string {
  const names = variables
    .map((variable) => variable.build())
    .flatMap(({ type, name, label }: VariableModel) => (type === "datasource" ? [] : [label ?? name]));
  return `Choose by ${new Intl.ListFormat("en", { type: "conjunction" }).format(names).toLowerCase()}.`;
}

/** The panels as they come, under the titles of their rows. */
function sections(spec: DashboardSpec): string {
  const { panels = [] } = dashboard(spec);
  const groups: { title: string; rows: string[][] }[] = [{ title: "First screen", rows: [] }];
  for (const panel of panels.flatMap((one) => ("panels" in one ? [one, ...one.panels] : [one]))) {
    if (panel.type === "row") groups.push({ title: panel.title ?? "", rows: [] });
    else groups.at(-1)?.rows.push([panel.title ?? "", ("description" in panel && panel.description) || ""]);
  }
  return groups
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => `## ${title}\n\n${table(["panel", "what it means"], rows)}`)
    .join("\n\n");
}
