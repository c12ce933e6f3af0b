import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { FOLDERS } from "./src/files.ts";

const root = resolve(import.meta.dirname, "..");
const read = (path: string) => parse(readFileSync(join(root, path), "utf8"));
const { environment } = read("docker-compose.yml").services.grafana as {
  environment: Record<string, string>;
};

interface DataSource {
  name: string;
  uid: string;
  type: string;
  url: string;
  isDefault?: boolean;
  jsonData: { alertmanagerUid?: string; timeInterval?: string };
}
interface Provider {
  name: string;
  folder: string;
  options: { path: string };
}

/** A key that Grafana does not know it passes over in silence. From https://grafana.com/docs/grafana/latest/administration/provisioning/ */
const KNOWN = {
  dataSource: ["name", "uid", "type", "access", "url", "isDefault", "editable", "jsonData"],
  provider: [
    ...["name", "folder", "folderUid", "type", "options", "allowUiUpdates", "disableDeletion"],
    "updateIntervalSeconds",
  ],
};
const unknownKeys = (entries: object[], known: string[]) =>
  entries.flatMap(Object.keys).filter((key) => !known.includes(key));

describe("data sources", () => {
  const files = globSync("grafana/provisioning/datasources/*.yml", { cwd: root }).map(read);
  const sources: DataSource[] = files.flatMap(({ datasources }) => datasources);
  const byUid = new Map(sources.map((source) => [source.uid, source]));

  test("are Prometheus, which is the default, Alertmanager, and VictoriaMetrics as another Prometheus", () => {
    expect(files.map(({ apiVersion }) => apiVersion)).toEqual([1, 1, 1]);
    expect(unknownKeys(sources, KNOWN.dataSource)).toEqual([]);
    expect(Object.fromEntries(sources.map(({ uid, type }) => [uid, type]))).toEqual({
      prometheus: "prometheus",
      alertmanager: "alertmanager",
      victoriametrics: "prometheus",
    });
    expect(sources.filter(({ isDefault }) => isDefault).map(({ uid }) => uid)).toEqual(["prometheus"]);
  });

  test("have addresses that docker-compose.yml gives, of services that it has", () => {
    const { services } = read("docker-compose.yml");
    for (const { uid, url } of sources) {
      const variable = /^\$\{(\w+)\}$/.exec(url)?.[1] ?? "";
      expect([uid, new URL(environment[variable] ?? "none:").hostname]).toEqual([uid, uid]);
      expect(services).toHaveProperty(uid);
    }
  });

  test("agree with Prometheus: whose Alertmanager it is, how often it scrapes, and how often history is told", () => {
    const { alertmanagerUid = "", timeInterval } = byUid.get("prometheus")?.jsonData ?? {};
    expect(byUid.get(alertmanagerUid)?.type).toBe("alertmanager");
    expect(timeInterval).toBe(read("prometheus/prometheus.yml").global.scrape_interval);
    const { groups } = read("prometheus/rules/history.rules.yml") as { groups: { interval?: string }[] };
    expect(groups.flatMap(({ interval = [] }) => interval)).toEqual([
      byUid.get("victoriametrics")?.jsonData.timeInterval,
    ]);
  });
});

describe("dashboards", () => {
  const { providers } = read("grafana/provisioning/dashboards/integrations.yml") as { providers: Provider[] };

  test("have a folder in Grafana for each of grafana/dashboards, and none beside them", () => {
    expect(unknownKeys(providers, KNOWN.provider)).toEqual([]);
    expect(
      Object.fromEntries(providers.map(({ folder, options }) => [basename(options.path), folder])),
    ).toEqual(FOLDERS);
    expect(readdirSync(join(root, "grafana/dashboards")).toSorted()).toEqual(Object.keys(FOLDERS).toSorted());
  });

  test("are where docker-compose.yml mounts them, and the home dashboard is one of them", () => {
    const { volumes } = read("docker-compose.yml").services.grafana as { volumes: string[] };
    const [, mounted = ""] =
      volumes.find((volume) => volume.startsWith("./grafana/dashboards:"))?.split(":") ?? [];
    for (const { options } of providers) expect(options.path.startsWith(`${mounted}/`)).toBe(true);
    const home = environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH ?? "";
    expect(existsSync(join(root, home.replace(mounted, "grafana/dashboards")))).toBe(true);
  });

  test("are for those who signed in", () => {
    expect(environment).toMatchObject({
      GF_AUTH_ANONYMOUS_ENABLED: "false",
      GF_USERS_ALLOW_SIGN_UP: "false",
    });
  });
});
