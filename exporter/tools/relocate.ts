/** Configurations moved from the container network that they are written for to this machine: addresses and paths. */
import { basename, dirname, join, resolve } from "node:path";
import { hurryRoute, type Route } from "./hurry.ts";
import type { AlertmanagerOptions, PrometheusOptions } from "./stack.ts";

/** The parts of prometheus.yml that hold addresses or paths. Schema: prometheus.io/docs/prometheus/latest/configuration. */
interface PrometheusConfig {
  global?: { scrape_interval?: string; evaluation_interval?: string };
  rule_files?: string[];
  alerting?: { alertmanagers?: unknown };
  scrape_configs?: { job_name: string; scrape_interval?: string; static_configs?: { targets: string[] }[] }[];
  remote_write?: { url: string }[];
}

/**
 * `own` is the address that Prometheus itself will have. Throws for a job, or for remote writing, whose address nobody
 * gave.
 */
export function relocatePrometheus(
  config: PrometheusConfig,
  options: PrometheusOptions,
  own: string,
): PrometheusConfig {
  const addresses: Record<string, string | readonly string[]> = {
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
      return { ...job, static_configs: [{ ...job.static_configs?.[0], targets: [address].flat() }] };
    }),
    ...(config.remote_write && {
      remote_write: config.remote_write.map((one) => relocateWriting(one, options)),
    }),
  };
}

function relocateWriting(writing: { url: string }, { configFile, historyAddress }: PrometheusOptions) {
  if (historyAddress === undefined) throw new Error(`${configFile}: no address known for remote writing`);
  return { ...writing, url: `http://${historyAddress}${new URL(writing.url).pathname}` };
}

interface AlertmanagerConfig {
  global?: Record<string, unknown>;
  route?: Route;
  templates?: string[];
}

/** Secret files are looked for in `secretsFolder`. Throws for one that the options do not hold. */
export function relocateAlertmanager(
  config: AlertmanagerConfig,
  options: AlertmanagerOptions,
  secretsFolder: string,
): AlertmanagerConfig {
  const relocated = secretPaths(config, options.secrets, secretsFolder) as AlertmanagerConfig;
  const interval = options.groupIntervalSeconds && `${options.groupIntervalSeconds}s`;
  const route = { ...relocated.route, ...(interval && { group_interval: interval }) };
  return {
    ...relocated,
    route: options.hurry ? hurryRoute(route, options.hurry) : route,
    global: {
      ...relocated.global,
      pagerduty_url: options.pagerdutyUrl,
      // No mail leaves this machine: nobody listens on the discard port.
      smtp_smarthost: options.smtpAddress ?? "127.0.0.1:9",
      smtp_require_tls: options.smtpAddress === undefined,
    },
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
