/** A real Alertmanager with our configuration, its waits shortened, and servers that take what it sends. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { startAlertmanager } from "../../exporter/tools/stack.ts";
import { type Inboxes, type Receivers, startReceivers } from "./receivers.ts";

export type Labels = Record<string, string>;

export interface Alert {
  labels: Labels;
  annotations: Record<string, string>;
  startsAt?: Date;
  endsAt?: Date;
}

export interface Stage {
  url: string;
  inboxes: Inboxes;
  post(alerts: Alert[]): Promise<void>;
  /** For an hour. */
  silence(labels: Labels): Promise<void>;
  stop(): Promise<void>;
}

interface Route {
  routes?: Route[];
  [setting: string]: unknown;
}
interface Config {
  route: Route;
  templates: string[];
  receivers: { email_configs?: object[] }[];
}

const folder = resolve(import.meta.dirname, "..");

/** `repeatInterval` is so long that nothing is repeated, unless told. Throws EngineUnavailable. */
export async function startStage(repeatInterval = "1h"): Promise<Stage> {
  const receivers = await startReceivers();
  const work = await mkdtemp(join(tmpdir(), "alertmanager-"));
  const close = () => Promise.all([receivers.close(), rm(work, { recursive: true })]);
  try {
    const configFile = join(work, "alertmanager.yml");
    const source = parse(await readFile(join(folder, "alertmanager.yml"), "utf8"));
    await writeFile(configFile, JSON.stringify(shortened(source, repeatInterval, receivers.smtpAddress)));
    const alertmanager = await startAlertmanager({
      configFile,
      secrets: secretsFor(receivers),
      pagerdutyUrl: `${receivers.url}/pagerduty`,
    });
    return {
      url: alertmanager.url,
      inboxes: receivers.inboxes,
      post: (alerts) => send(`${alertmanager.url}/api/v2/alerts`, alerts),
      silence: (labels) => send(`${alertmanager.url}/api/v2/silences`, silenceOf(labels)),
      stop: async () => {
        await alertmanager.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function shortened(config: Config, repeatInterval: string, smtpAddress: string): Config {
  const times = { group_wait: "500ms", group_interval: "2s", repeat_interval: repeatInterval };
  const hasten = (route: Route): Route => ({
    ...route,
    ...times,
    ...(route.routes && { routes: route.routes.map(hasten) }),
  });
  const toMailbox = { smarthost: smtpAddress, require_tls: false };
  return {
    ...config,
    route: hasten(config.route),
    templates: config.templates.map((glob) => join(folder, glob)),
    receivers: config.receivers.map(({ email_configs, ...receiver }) => ({
      ...receiver,
      ...(email_configs && { email_configs: email_configs.map((item) => ({ ...item, ...toMailbox })) }),
    })),
  };
}

const secretsFor = ({ url }: Receivers) => ({
  pagerduty_routing_key: "key-of-the-test",
  slack_api_url: `${url}/slack`,
  smtp_password: "none",
  webhook_url: `${url}/webhook`,
  deadmansswitch_url: `${url}/deadmansswitch`,
});

const silenceOf = (labels: Labels) => ({
  matchers: Object.entries(labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true })),
  startsAt: new Date(),
  endsAt: new Date(Date.now() + 3_600_000),
  createdBy: "on-call",
  comment: "I have it",
});

async function send(url: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json", connection: "close" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
