import { join } from "node:path";
import { engine } from "../engines.ts";
import { type Service, startAlertmanager, startPrometheus } from "../stack.ts";
import { findGrafana, startGrafana } from "./grafana.ts";
import type { Receiver } from "./receiver.ts";
import type { Ports, Stage } from "./start.ts";

export type Services = Partial<Record<"prometheus" | "alertmanager" | "grafana", Service>>;

/** What watches the exporter, with this repository's configuration. What cannot be had, or does not start, is told and left out. */
export async function startServices(
  root: string,
  ports: Ports,
  receiver: Receiver,
  stage: Stage,
): Promise<Services> {
  const services: Services = {};
  const start = async (name: keyof Services, begin: () => Promise<Service>) => {
    try {
      services[name] = await stage.keep(begin());
      stage.say(`Started ${name}: ${services[name].url}`);
    } catch (error) {
      const { name: kind, message } = error as Error;
      if (kind === "AbortError") throw error;
      stage.say(`${message}\nThe demo goes on without ${name}.`);
    }
  };
  await start("alertmanager", async () => {
    await engine("alertmanager", stage.say);
    return startAlertmanager({
      configFile: join(root, "alertmanager/alertmanager.yml"),
      port: ports.alertmanager,
      pagerdutyUrl: receiver.pagerdutyUrl,
      // The receiver asks for no credential.
      secrets: {
        pagerduty_routing_key: "0".repeat(32),
        slack_api_url: receiver.slackUrl,
        smtp_password: "none",
        webhook_url: receiver.copyUrl,
        deadmansswitch_url: receiver.copyUrl,
      },
      groupIntervalSeconds: 10,
    });
  });
  await start("prometheus", async () => {
    await engine("prometheus", stage.say);
    return startPrometheus({
      configFile: join(root, "prometheus/prometheus.yml"),
      rulesFolder: join(root, "prometheus/rules"),
      exporterAddress: `127.0.0.1:${ports.exporter}`,
      alertmanagerAddress: `127.0.0.1:${ports.alertmanager}`,
      port: ports.prometheus,
      scrapeIntervalSeconds: 5,
    });
  });
  const program = findGrafana(process.env.PATH ?? "");
  const prometheusUrl = services.prometheus?.url;
  if (program && prometheusUrl) {
    await start("grafana", () =>
      startGrafana({
        ...program,
        folder: join(root, "grafana"),
        prometheusUrl,
        alertmanagerUrl: `http://127.0.0.1:${ports.alertmanager}`,
        port: ports.grafana,
      }),
    );
  }
  return services;
}
