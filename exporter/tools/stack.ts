/** The repository's own Prometheus and Alertmanager configurations, run by the real programs. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { engine } from "./engines.ts";
import { hurryRules } from "./hurry.ts";
import { freePort, inTemporaryFolder, startProcess } from "./process.ts";
import { relocateAlertmanager, relocatePrometheus } from "./relocate.ts";

export interface Service {
  url: string;
  stop(): Promise<void>;
}

export interface PrometheusOptions {
  /** prometheus.yml; left as it is. */
  configFile: string;
  /** Where the rule files are, whatever folder the configuration names. */
  rulesFolder: string;
  /** host:port; several of exporters that watch the same. */
  exporterAddress: string | readonly string[];
  /** host:port */
  alertmanagerAddress: string;
  /** host:port of the storage that a configuration with remote writing writes to. */
  historyAddress?: string;
  /** A free one unless told. */
  port?: number;
  /** Keeps the data there; they go with the server unless told. */
  dataFolder?: string;
  /** For scrapes and rules, instead of the file's. */
  scrapeIntervalSeconds?: number;
  /** How many times faster the rules about integrations wait. */
  hurry?: number;
}

/** Throws EngineUnavailable, or with Prometheus' own words when it does not accept the configuration. */
export async function startPrometheus(options: PrometheusOptions): Promise<Service> {
  const command = await engine("prometheus");
  const port = options.port ?? (await freePort());
  const address = `127.0.0.1:${port}`;
  const source = parse(await readFile(options.configFile, "utf8"));
  const { stop } = await inTemporaryFolder("prometheus", async (folder) => {
    const rulesFolder = options.hurry
      ? await writeHurriedRules(options.rulesFolder, folder, options.hurry)
      : options.rulesFolder;
    const config = relocatePrometheus(source, { ...options, rulesFolder }, address);
    const configFile = join(folder, "prometheus.yml");
    await writeJson(configFile, config);
    return startProcess({
      name: "prometheus",
      command,
      args: [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${options.dataFolder ?? join(folder, "data")}`,
        `--web.listen-address=${address}`,
        `--web.external-url=http://${address}`,
      ],
      ready: { url: `http://${address}/-/ready` },
    });
  });
  return { url: `http://${address}`, stop };
}

/** Error budgets are reckoned by the hour, and the programs themselves start no faster. */
const UNHURRIED = ["slo.rules.yml", "exporter.rules.yml", "meta.rules.yml", "samples.rules.yml"];

async function writeHurriedRules(source: string, folder: string, factor: number): Promise<string> {
  const target = join(folder, "rules");
  await mkdir(target);
  for (const file of (await readdir(source)).filter((name) => name.endsWith(".rules.yml"))) {
    const text = await readFile(join(source, file), "utf8");
    await writeFile(join(target, file), UNHURRIED.includes(file) ? text : hurryRules(text, factor));
  }
  return target;
}

export interface AlertmanagerOptions {
  /** alertmanager.yml; left as it is. */
  configFile: string;
  /** Contents of the secret files that the configuration names, by file name. */
  secrets: Record<string, string>;
  /** Where incidents are sent instead of PagerDuty. */
  pagerdutyUrl: string;
  /** Between two messages about one incident, instead of the file's. */
  groupIntervalSeconds?: number;
  /** How many times faster the routes wait. */
  hurry?: number;
  /** host:port of a mail server without TLS. Without it no mail leaves this machine. */
  smtpAddress?: string;
  /** A free one unless told. */
  port?: number;
}

/** Throws EngineUnavailable, or with Alertmanager's own words when it does not accept the configuration. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<Service> {
  const command = await engine("alertmanager");
  const port = options.port ?? (await freePort());
  const address = `127.0.0.1:${port}`;
  const source = parse(await readFile(options.configFile, "utf8"));
  const { stop } = await inTemporaryFolder("alertmanager", async (folder) => {
    for (const [name, content] of Object.entries(options.secrets)) {
      await writeFile(join(folder, name), content, { mode: 0o600 });
    }
    const configFile = join(folder, "alertmanager.yml");
    await writeJson(configFile, relocateAlertmanager(source, options, folder));
    return startProcess({
      name: "alertmanager",
      command,
      args: [
        `--config.file=${configFile}`,
        `--storage.path=${join(folder, "data")}`,
        `--web.listen-address=${address}`,
        `--web.external-url=http://${address}`,
        // One instance: no gossip, no port for it.
        "--cluster.listen-address=",
      ],
      ready: { url: `http://${address}/-/ready` },
    });
  });
  return { url: `http://${address}`, stop };
}

/** JSON is YAML that no version of YAML reads otherwise. */
const writeJson = (path: string, config: unknown) => writeFile(path, JSON.stringify(config, undefined, 2));
