/** The process that reads the catalog: it has the providers for their schemas, and ends when it has sent what it read. */
import { loadPacked, partsOf } from "./catalog/pack.ts";
import { loadProviders } from "./providers/index.ts";

// The YAML parser looks into it at each word, and the real one answers slowly: a sixth of its time.
process.env = { ...process.env };
// Nobody waits any more.
process.once("disconnect", () => process.exit());

const [, , file = ""] = process.argv;
const result = await loadPacked(file, { providers: await loadProviders(), environment: process.env });
for (const part of partsOf(result)) await new Promise((resolve) => process.send?.(part, resolve));
process.disconnect();
