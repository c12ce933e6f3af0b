/** Ours, started as its users do: its first line has the flags for Node, and finds the Node that runs this. */
import { writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { freePort, inTemporaryFolder, type Running, startProcess } from "../process.ts";
import type { Stage } from "./stage.ts";

export interface Exporter extends Running {
  url: string;
  catalogFile: string;
  /** Everything that it logged, when asked for with `log`; there as long as it runs. */
  logFile: string;
}

interface ExporterOptions {
  catalog: string;
  flags?: string[];
  /** For Node, beside those of the program. */
  nodeFlags?: string[];
  env?: Record<string, string>;
}

/** Long enough for a start with many checks on a slow machine. */
const READY_SECONDS = 120;

export async function startExporter(
  { program, cores }: Pick<Stage, "program" | "cores">,
  { catalog, flags = [], nodeFlags = [], env = {} }: ExporterOptions,
): Promise<Exporter> {
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;
  let catalogFile = "";
  let logFile = "";
  const running = await inTemporaryFolder("exporter", async (folder) => {
    catalogFile = join(folder, "integrations.yaml");
    logFile = join(folder, "log");
    await writeFile(catalogFile, catalog);
    return startProcess({
      name: "integration_exporter",
      ...cores.subject(program, [
        `--config.file=${catalogFile}`,
        `--web.listen-address=${address}`,
        ...flags,
      ]),
      env: {
        PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
        NODE_OPTIONS: nodeFlags.join(" "),
        ...env,
      },
      logFile,
      ready: { url: `${url}/-/ready` },
      readySeconds: READY_SECONDS,
    });
  });
  return { ...running, url, catalogFile, logFile };
}
