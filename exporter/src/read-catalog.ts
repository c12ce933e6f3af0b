/** The process that reads the catalog: it has the providers for their schemas, and ends when it has printed what it read. */
import { pipeline } from "node:stream/promises";
import { loadCatalog } from "./catalog/load.ts";
import { pack } from "./catalog/pack.ts";
import { loadProviders } from "./providers/index.ts";

// The YAML parser looks into it at each word, and the real one answers slowly: a sixth of its time.
process.env = { ...process.env };
// Nobody waits any more. An exit in good order would wait for a file that does not answer, such as a pipe.
process.stdin.once("end", () => process.kill(process.pid, "SIGKILL")).resume();

const [, , file = ""] = process.argv;
const result = await loadCatalog(file, { providers: await loadProviders(), environment: process.env });
await pipeline(pack(result), process.stdout, { end: false });
process.stdin.destroy();
