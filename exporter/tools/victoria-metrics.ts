/** VictoriaMetrics as docker-compose.yml runs it, on this machine. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { engine } from "./engines.ts";
import { freePort, inTemporaryFolder, startProcess } from "./process.ts";
import type { Service } from "./stack.ts";

const COMPOSE = resolve(import.meta.dirname, "../../docker-compose.yml");
/** Flags with an address or a path of the container. */
const OF_THE_CONTAINER = /^-(httpListenAddr|storageDataPath)=/;

/** Its data go with it. What is written can be asked for at once, rather than after its usual 30 s. */
export async function startVictoriaMetrics(): Promise<Service> {
  const command = await engine("victoria-metrics");
  const { services } = parse(await readFile(COMPOSE, "utf8"));
  const flags = (services.victoriametrics.command as string[]).filter((flag) => !OF_THE_CONTAINER.test(flag));
  const address = `127.0.0.1:${await freePort()}`;
  const { stop } = await inTemporaryFolder("victoria-metrics", (folder) =>
    startProcess({
      name: "victoria-metrics",
      command,
      args: [
        ...flags,
        `-httpListenAddr=${address}`,
        `-storageDataPath=${join(folder, "data")}`,
        "-search.latencyOffset=0s",
      ],
      ready: { url: `http://${address}/health` },
    }),
  );
  return { url: `http://${address}`, stop };
}
