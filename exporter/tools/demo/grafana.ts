import { existsSync, realpathSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { inTemporaryFolder, startProcess } from "../process.ts";
import type { Service } from "../stack.ts";

/** Grafana's program and its home, the folder with `conf/defaults.ini`. */
export interface Program {
  command: string;
  home: string;
}

export interface GrafanaOptions extends Program {
  /** The repository's folder `grafana`. */
  folder: string;
  prometheusUrl: string;
  alertmanagerUrl: string;
  port: number;
}

/** The first on `path`, written as the variable PATH is; undefined when there is none. */
export function findGrafana(path: string): Program | undefined {
  for (const folder of path.split(delimiter)) {
    for (const program of ["grafana", "grafana-server"]) {
      const command = join(folder, program);
      if (!existsSync(command)) continue;
      const own = dirname(dirname(realpathSync(command)));
      const home = [own, join(own, "share/grafana"), "/usr/share/grafana"].find((candidate) =>
        existsSync(join(candidate, "conf/defaults.ini")),
      );
      if (home) return { command, home };
    }
  }
  return undefined;
}

/** Starts Grafana with the repository's data sources and dashboards, open to read without a login. */
export async function startGrafana(options: GrafanaOptions): Promise<Service> {
  const { command, home, folder, prometheusUrl, alertmanagerUrl, port } = options;
  const url = `http://127.0.0.1:${port}`;
  const { stop } = await inTemporaryFolder("grafana", async (data) => {
    await provision(folder, data);
    return startProcess({
      name: "grafana",
      command,
      args: [...(command.endsWith("-server") ? [] : ["server"]), "--homepath", home],
      env: {
        PROMETHEUS_URL: prometheusUrl,
        ALERTMANAGER_URL: alertmanagerUrl,
        GF_PATHS_DATA: data,
        GF_PATHS_LOGS: join(data, "log"),
        GF_PATHS_PROVISIONING: join(data, "provisioning"),
        GF_SERVER_HTTP_ADDR: "127.0.0.1",
        GF_SERVER_HTTP_PORT: String(port),
        GF_AUTH_ANONYMOUS_ENABLED: "true",
        GF_ANALYTICS_REPORTING_ENABLED: "false",
        GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
      },
      ready: { url: `${url}/api/health` },
      readySeconds: 60,
    });
  });
  return { url, stop };
}

const PROVISIONED = [
  "datasources/prometheus.yml",
  "datasources/alertmanager.yml",
  "dashboards/integrations.yml",
];

/** The repository's provisioning, but for the folder of the dashboards, which is the container's there. */
async function provision(folder: string, data: string): Promise<void> {
  for (const file of PROVISIONED) {
    const target = join(data, "provisioning", file);
    await mkdir(dirname(target), { recursive: true });
    const text = await readFile(join(folder, "provisioning", file), "utf8");
    await writeFile(target, text.replaceAll("/var/lib/grafana/dashboards", resolve(folder, "dashboards")));
  }
}
