/** The thread that reads the catalog: it has the providers for their schemas, and ends when it has posted what it read. */
import { parentPort, workerData } from "node:worker_threads";
import type { Errand } from "./catalog/load-apart.ts";
import { loadPacked } from "./catalog/pack.ts";
import { loadProviders } from "./providers/index.ts";

// The YAML parser looks into it at each word, and the real one answers slowly: a sixth of its time.
process.env = { ...process.env };

const { file } = workerData as Errand;
parentPort?.postMessage(
  await loadPacked(file, { providers: await loadProviders(), environment: process.env }),
);
