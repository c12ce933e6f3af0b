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

/** `kubectl apply` keeps what it was given in an annotation, and Kubernetes takes 256 KiB of annotations. */
const MOST_BYTES = 250 * 1024;

test("each dashboard has its ConfigMap, and there are no others", () => {
  const names = (of: { file: string }[]) => of.map(({ file }) => file).toSorted();
  expect(names(configMaps)).toEqual(names(dashboards));
});

test.each(configMaps)("the ConfigMap of $file is one that Grafana's sidecar takes", ({ file, text }) => {
  const configMap = parse(text);
  const { data, ...about } = configMap;
  const json = dashboards.find((dashboard) => dashboard.file === file)?.text ?? "";
  const { uid } = JSON.parse(json);
  expect(about).toMatchObject({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: expect.stringMatching(/^[a-z0-9-]{1,253}$/),
      labels: { grafana_dashboard: "1" },
      annotations: { grafana_folder: FOLDERS[folderOf(file)] },
    },
  });
  expect(data).toEqual({ [`${uid}.json`]: json });
  expect(Buffer.byteLength(JSON.stringify(configMap))).toBeLessThan(MOST_BYTES);
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
