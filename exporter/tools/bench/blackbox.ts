/** The peer: blackbox_exporter, given one core as ours is. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { engine } from "../engines.ts";
import { freePort, inTemporaryFolder, type Running, startProcess } from "../process.ts";
import type { Stage } from "./stage.ts";

/** The deadline that ours has by default at an interval of 1 s. */
const TIMEOUT = "500ms";

export async function startBlackbox(
  { cores }: Pick<Stage, "cores">,
  caFile?: string,
): Promise<Running & { url: string }> {
  const command = await engine("blackbox_exporter");
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  const http = { preferred_ip_protocol: "ip4", ...(caFile && { tls_config: { ca_file: caFile } }) };
  const config = { modules: { http: { prober: "http", timeout: TIMEOUT, http } } };
  const running = await inTemporaryFolder("blackbox", async (folder) => {
    const file = join(folder, "blackbox.yml");
    // JSON is YAML.
    await writeFile(file, JSON.stringify(config));
    return startProcess({
      name: "blackbox_exporter",
      ...cores.subject(command, [`--config.file=${file}`, `--web.listen-address=${address}`]),
      env: { GOMAXPROCS: "1" },
      ready: { url: `${url}/-/healthy` },
    });
  });
  return { ...running, url };
}
