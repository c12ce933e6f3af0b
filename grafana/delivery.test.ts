import { globSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { FOLDERS, folderOf } from "./src/files.ts";

const read = (glob: string) =>
  globSync(glob, { cwd: import.meta.dirname }).map((path) => ({
    file: basename(path).replace(/\.\w+$/, ""),
    text: readFileSync(resolve(import.meta.dirname, path), "utf8"),
  }));
const dashboards = read("dashboards/*/*.json");
const configMaps = read("kubernetes/*.yaml");
const dataSources = read("provisioning/datasources/*.yml");
const dataSourceMaps = read("kubernetes/datasources/*.yaml");

/** `kubectl apply` keeps what it was given in an annotation, and Kubernetes takes 256 KiB of annotations. */
const MOST_BYTES = 250 * 1024;

const names = (of: { file: string }[]) => of.map(({ file }) => file).toSorted();

test("each dashboard and each data source has its ConfigMap, and there are no others", () => {
  expect(names(configMaps)).toEqual(names(dashboards));
  expect(names(dataSourceMaps)).toEqual(names(dataSources));
});

const configMapWith = (metadata: object) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: expect.stringMatching(/^[a-z0-9-]{1,253}$/), ...metadata },
});

test.each(configMaps)("the ConfigMap of $file is one that Grafana's sidecar takes", ({ file, text }) => {
  const configMap = parse(text);
  const { data, ...about } = configMap;
  const json = dashboards.find((dashboard) => dashboard.file === file)?.text ?? "";
  const { uid } = JSON.parse(json);
  expect(about).toMatchObject(
    configMapWith({
      labels: { grafana_dashboard: "1" },
      annotations: { grafana_folder: FOLDERS[folderOf(file)] },
    }),
  );
  expect(data).toEqual({ [`${uid}.json`]: json });
  expect(Buffer.byteLength(JSON.stringify(configMap))).toBeLessThan(MOST_BYTES);
});

test.each(dataSourceMaps)(
  "the ConfigMap of $file brings that data source to Grafana as its own file does",
  ({ file, text }) => {
    const { data, ...about } = parse(text);
    expect(about).toMatchObject(configMapWith({ labels: { grafana_datasource: "1" } }));
    expect(Object.values(data)).toEqual([dataSources.find((source) => source.file === file)?.text]);
    // All are written into one folder, beside what others bring; Grafana reads no other endings.
    expect(Object.keys(data)).toEqual([expect.stringMatching(/^integrations-.+\.ya?ml$/)]);
  },
);

test("the page on the dashboards names the variables that Grafana fills into the data sources", () => {
  const page = readFileSync(resolve(import.meta.dirname, "../exporter/docs/dashboards/README.md"), "utf8");
  for (const { text } of dataSources)
    expect(page).toContain(`  ${/^ +url: \$\{(\w+)\}$/m.exec(text)?.[1]}: http`);
});

describe.each(dashboards)("$file.json", ({ text }) => {
  const dashboard = JSON.parse(text);

  test("can be imported by Grafana's dialog as it is: it asks for nothing and takes nobody's place", () => {
    // What an export "for sharing externally" would have to fill in: here a variable chooses the data source.
    expect(dashboard).not.toHaveProperty("__inputs");
    expect(text).not.toMatch(/\$\{DS_/);
    expect(dashboard.templating.list[0]).toMatchObject({ type: "datasource", query: "prometheus" });
    // The number of another Grafana's database.
    expect(dashboard.id ?? null).toBeNull();
    expect(dashboard.uid).toMatch(/^[\w-]{1,40}$/);
    expect(dashboard.schemaVersion).toBeGreaterThan(30);
  });
});
