import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Service, startAlertmanager } from "../../exporter/tools/stack.ts";

/** A real Alertmanager that tells each alert at once, in vain: `refusing` (host:port) knows no such path. */
export async function startUnheardAlertmanager(refusing: string, port: number): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), "unheard-alertmanager-"));
  const configFile = join(folder, "alertmanager.json");
  const receiver = { name: "nobody", webhook_configs: [{ url: `http://${refusing}/nowhere` }] };
  const route = { receiver: "nobody", group_wait: "0s", group_interval: "1s" };
  await writeFile(configFile, JSON.stringify({ route, receivers: [receiver] }));
  try {
    return await startAlertmanager({ configFile, secrets: {}, pagerdutyUrl: `http://${refusing}`, port });
  } finally {
    await rm(folder, { recursive: true });
  }
}
