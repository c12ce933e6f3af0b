/** The dashboards as ConfigMaps, one each, for the sidecar of Grafana's Helm chart. */
import { stringify } from "yaml";
import { FOLDERS, folderOf, specs, toJson } from "./files.ts";

const HEADER = "# Generated from grafana/src by `npm run generate`.\n";

/** The chart's own names: its sidecar looks for the label, and for the folder with `folderAnnotation: grafana_folder`. */
const metadata = (name: string, folder: string) => ({
  name,
  labels: { grafana_dashboard: "1", "app.kubernetes.io/part-of": "integration-exporter" },
  annotations: { grafana_folder: folder },
});

/** What the repository's generator writes: path in the repository to content. */
export async function files(): Promise<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(specs).map(([file, spec]) => {
      const built = spec();
      const configMap = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: metadata(built.uid, FOLDERS[folderOf(file)]),
        data: { [`${built.uid}.json`]: toJson(built) },
      };
      return [`grafana/kubernetes/${file}.yaml`, HEADER + stringify(configMap, { lineWidth: 0 })];
    }),
  );
}
