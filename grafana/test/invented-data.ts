import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startProcess } from "../../exporter/tools/process.ts";
import type { Service } from "../../exporter/tools/stack.ts";

const MODULE = resolve(import.meta.dirname, "../tools/invented-data/invented-data.ts");

/** A Prometheus with two days of a hundred integrations. In a process of its own: it turns the clock. */
export async function startInventedData(): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), "invented-data-"));
  const running = await startProcess({
    name: "the invented data",
    command: process.execPath,
    args: [MODULE, join(folder, "data")],
    ready: { line: /^http/ },
    readySeconds: 300,
  });
  const [url = ""] = /^http\S+/m.exec(running.output()) ?? [];
  return {
    url,
    async stop() {
      await running.stop();
      await rm(folder, { recursive: true });
    },
  };
}
