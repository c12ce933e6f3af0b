/** The dashboards and the data sources as ConfigMaps, one each, for the sidecars of Grafana's Helm chart. */
import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { stringify } from "yaml";
import { FOLDERS, folderOf, specs, toJson } from "./files.ts";

const DATA_SOURCES = resolve(import.meta.dirname, "../provisioning/datasources");

/** By its label the chart's sidecar knows a ConfigMap: these are the chart's own. */
const SIDECARS = { dashboard: "grafana_dashboard", dataSource: "grafana_datasource" } as const;

interface Content {
  name: string;
  sidecar: keyof typeof SIDECARS;
  annotations?: Record<string, string>;
  /** What the sidecar writes into Grafana's folder. */
  file: string;
  text: string;
}

const configMap = (source: string, { name, sidecar, annotations, file, text }: Content): string => {
  const labels = { [SIDECARS[sidecar]]: "1", "app.kubernetes.io/part-of": "integration-exporter" };
  const metadata = { name, labels, ...(annotations && { annotations }) };
  const made = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { [file]: text } };
  return `# Generated from ${source} by \`npm run generate\`.\n${stringify(made, { lineWidth: 0 })}`;
};

/** The sidecar looks for the folder with `folderAnnotation: grafana_folder`. */
const ofDashboards = (): [path: string, content: string][] =>
  Object.entries(specs).map(([file, spec]) => {
    const built = spec();
    const content = configMap("grafana/src", {
      name: built.uid,
      sidecar: "dashboard",
      annotations: { grafana_folder: FOLDERS[folderOf(file)] },
      file: `${built.uid}.json`,
      text: toJson(built),
    });
    return [`grafana/kubernetes/${file}.yaml`, content];
  });

/** In a folder of their own, which `kubectl apply -f grafana/kubernetes` passes over: which of them are wanted differs. */
async function ofDataSources(): Promise<[path: string, content: string][]> {
  return Promise.all(
    (await readdir(DATA_SOURCES)).map(async (file): Promise<[string, string]> => {
      const kind = basename(file, ".yml");
      const content = configMap(`grafana/provisioning/datasources/${file}`, {
        name: `integrations-datasource-${kind}`,
        sidecar: "dataSource",
        file: `integrations-${file}`,
        text: await readFile(join(DATA_SOURCES, file), "utf8"),
      });
      return [`grafana/kubernetes/datasources/${kind}.yaml`, content];
    }),
  );
}

/** What the repository's generator writes: path in the repository to content. */
export async function files(): Promise<Record<string, string>> {
  return Object.fromEntries([...ofDashboards(), ...(await ofDataSources())]);
}
