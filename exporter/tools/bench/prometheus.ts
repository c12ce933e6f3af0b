/** A real Prometheus that scrapes one target and tells how long that took it. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { engine } from "../engines.ts";
import { freePort, inTemporaryFolder, type Running, startProcess } from "../process.ts";
import { fetchWhole } from "./fetch-whole.ts";

export interface Prometheus extends Running {
  /** Of each scrape so far, in seconds. */
  scrapeDurations(): Promise<number[]>;
}

interface Answer {
  data: { result: { values: [number, string][] }[] };
}

export async function startPrometheus(target: string, intervalSeconds: number): Promise<Prometheus> {
  const command = await engine("prometheus");
  const address = `127.0.0.1:${await freePort()}`;
  const config = {
    global: { scrape_interval: `${intervalSeconds}s`, scrape_timeout: `${intervalSeconds}s` },
    scrape_configs: [{ job_name: "bench", static_configs: [{ targets: [new URL(target).host] }] }],
  };
  const running = await inTemporaryFolder("prometheus", async (folder) => {
    const file = join(folder, "prometheus.yml");
    // JSON is YAML.
    await writeFile(file, JSON.stringify(config));
    return startProcess({
      name: "prometheus",
      command,
      args: [
        `--config.file=${file}`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=${address}`,
      ],
      ready: { url: `http://${address}/-/ready` },
    });
  });
  const scrapeDurations = async () => {
    const { body } = await fetchWhole(`http://${address}/api/v1/query?query=scrape_duration_seconds[1h]`);
    const { data } = JSON.parse(body.toString()) as Answer;
    return data.result.flatMap(({ values }) => values.map(([, seconds]) => Number(seconds)));
  };
  return { ...running, scrapeDurations };
}
