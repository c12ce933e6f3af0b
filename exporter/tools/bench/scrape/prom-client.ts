import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, inTemporaryFolder, type Running, startProcess } from "../../process.ts";
import { loopDelayHook } from "../counting.ts";
import type { PromClientOptions } from "../processes/prom-client.ts";
import type { Stage } from "../stage.ts";

const READY_SECONDS = 120;

/** A server that renders the series of `exposition` with prom-client; see `processes/prom-client.ts`. */
export async function startPromClient(
  { cores }: Pick<Stage, "cores">,
  exposition: Buffer,
): Promise<Running & { url: string; loopDelayPort: number }> {
  const [port, loopDelayPort] = [await freePort(), await freePort()];
  const { nodeFlags, env } = loopDelayHook(loopDelayPort);
  const running = await inTemporaryFolder("prom-client", async (folder) => {
    const options: PromClientOptions = { port, expositionFile: join(folder, "exposition") };
    await writeFile(options.expositionFile, exposition);
    const script = join(import.meta.dirname, "../processes/prom-client.ts");
    return startProcess({
      name: "prom-client",
      ...cores.subject(process.execPath, [...nodeFlags, script, JSON.stringify(options)]),
      env,
      ready: { port },
      readySeconds: READY_SECONDS,
    });
  });
  return { ...running, url: `http://127.0.0.1:${port}`, loopDelayPort };
}
