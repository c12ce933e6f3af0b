import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { engine } from "../../../exporter/tools/engines.ts";
import { freePort, inTemporaryFolder, startProcess } from "../../../exporter/tools/process.ts";
import type { Service } from "../../../exporter/tools/stack.ts";

/** A Prometheus that scrapes nothing and evaluates nothing: it answers from the blocks in `folder`, whatever their age. */
export async function servePrometheus(folder: string, port?: number): Promise<Service> {
  const command = await engine("prometheus");
  const address = `127.0.0.1:${port ?? (await freePort())}`;
  const { stop } = await inTemporaryFolder("invented-data", async (scratch) => {
    const config = join(scratch, "prometheus.yml");
    await writeFile(config, "{}");
    return startProcess({
      name: "prometheus",
      command,
      args: [
        ...[`--config.file=${config}`, `--storage.tsdb.path=${folder}`, `--web.listen-address=${address}`],
        // Layers of rules overlap; to merge them would take its time from the queries.
        "--no-storage.tsdb.allow-overlapping-compaction",
        "--storage.tsdb.retention.time=100y",
      ],
      ready: { url: `http://${address}/-/ready` },
    });
  });
  return { url: `http://${address}`, stop };
}
