/**
 * The repository's own Prometheus and Alertmanager configurations, run by the real programs: only addresses and
 * paths are replaced, for those in the files are the container network's.
 */
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { engine } from "./engines.ts";
import { freePort, inTemporaryFolder, startProcess } from "./process.ts";

export interface Service {
  url: string;
  stop(): Promise<void>;
}

/** The parts of prometheus.yml that hold addresses or paths. Schema: prometheus.io/docs/prometheus/latest/configuration. */
interface PrometheusConfig {
  global?: { scrape_interval?: string; evaluation_interval?: string };
  rule_files?: string[];
  alerting?: { alertmanagers?: unknown };
  scrape_configs?: { job_name: string; scrape_interval?: string; static_configs?: { targets: string[] }[] }[];
}

export interface PrometheusOptions {
  /** prometheus.yml; left as it is. */
  configFile: string;
  /** Where the rule files are, whatever folder the configuration names. */
  rulesFolder: string;
  /** host:port */
  exporterAddress: string;
  /** host:port */
  alertmanagerAddress: string;
  /** A free one unless told. */
  port?: number;
  /** Keeps the data there; they go with the server unless told. */
  dataFolder?: string;
  /** For scrapes and rules, instead of the file's. */
  scrapeIntervalSeconds?: number;
}

/** Throws EngineUnavailable, or with Prometheus' own words when it does not accept the configuration. */
export async function startPrometheus(options: PrometheusOptions): Promise<Service> {
  const command = await engine("prometheus");
  const port = options.port ?? (await freePort());
  const address = `127.0.0.1:${port}`;
  const config = relocatePrometheus(parse(await readFile(options.configFile, "utf8")), options, address);
  const { stop } = await inTemporaryFolder("prometheus", async (folder) => {
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

function relocatePrometheus(
  config: PrometheusConfig,
  options: PrometheusOptions,
  own: string,
): PrometheusConfig {
  const addresses: Record<string, string> = {
    integration_exporter: options.exporterAddress,
    alertmanager: options.alertmanagerAddress,
    prometheus: own,
  };
  const interval = options.scrapeIntervalSeconds && `${options.scrapeIntervalSeconds}s`;
  return {
    ...config,
    global: {
      ...config.global,
      ...(interval && { scrape_interval: interval, evaluation_interval: interval }),
    },
    rule_files: (config.rule_files ?? []).map((glob) => resolve(options.rulesFolder, basename(glob))),
    alerting: {
      ...config.alerting,
      alertmanagers: [{ static_configs: [{ targets: [options.alertmanagerAddress] }] }],
    },
    scrape_configs: (config.scrape_configs ?? []).map((job) => {
      const address = addresses[job.job_name];
      if (address === undefined)
        throw new Error(`${options.configFile}: no address known for job ${job.job_name}`);
      return { ...job, static_configs: [{ ...job.static_configs?.[0], targets: [address] }] };
    }),
  };
}

export interface AlertmanagerOptions {
  /** alertmanager.yml; left as it is. */
  configFile: string;
  /** Contents of the secret files that the configuration names, by file name. */
  secrets: Record<string, string>;
  /** Where incidents are sent instead of PagerDuty. */
  pagerdutyUrl: string;
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

interface AlertmanagerConfig {
  global?: Record<string, unknown>;
  templates?: string[];
}

function relocateAlertmanager(
  config: AlertmanagerConfig,
  options: AlertmanagerOptions,
  secretsFolder: string,
): AlertmanagerConfig {
  const relocated = secretPaths(config, options.secrets, secretsFolder) as AlertmanagerConfig;
  return {
    ...relocated,
    global: { ...relocated.global, pagerduty_url: options.pagerdutyUrl },
    templates: (config.templates ?? []).map((glob) => resolve(dirname(options.configFile), glob)),
  };
}

/** Alertmanager's convention: a key that ends in `_file` names a file with a secret. */
function secretPaths(value: unknown, secrets: Record<string, string>, folder: string): unknown {
  if (Array.isArray(value)) return value.map((item) => secretPaths(item, secrets, folder));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    if (!key.endsWith("_file") || typeof inner !== "string")
      return [key, secretPaths(inner, secrets, folder)];
    const name = basename(inner);
    if (!(name in secrets))
      throw new Error(`the configuration names a secret file ${name} and none was given`);
    return [key, join(folder, name)];
  });
  return Object.fromEntries(entries);
}

/** JSON is YAML that no version of YAML reads otherwise. */
const writeJson = (path: string, config: unknown) => writeFile(path, JSON.stringify(config, undefined, 2));
