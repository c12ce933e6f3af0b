/** A provider as a user runs it: its documented example in a catalog, its secrets set, its address another one. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { formatErrors } from "../../src/catalog/errors.ts";
import { loadCatalog } from "../../src/catalog/load.ts";
import { readSecret } from "../../src/catalog/secrets.ts";
import { systemClock } from "../../src/clock.ts";
import type { Check, Memory, Provider, Ran } from "../../src/contract.ts";
import { renderProbes } from "../../src/metrics/metrics.ts";
import { createMemory } from "../../src/probe/memory.ts";
import { createProbe, type TraceEntry } from "../../src/probe/probe.ts";

export interface Subject {
  provider: Provider;
  /** The example as the catalog makes a check of it. */
  check: Check;
  /** What the environment holds for the secrets that the example names. */
  secrets: ReadonlyMap<string, string>;
}

/** Everything that one probe says. */
export interface Evidence {
  ran: Ran;
  trace: TraceEntry[];
  /** As `/probe` answers it. */
  metrics: string;
  requests: number;
}

/** Throws, with the catalog's own words, when the example is not valid. */
export async function createSubject(provider: Provider, url: string): Promise<Subject> {
  const example = { ...provider.example, base_url: url };
  const secrets = new Map<string, string>();
  const environment = new Proxy<NodeJS.ProcessEnv>({}, { get: (_, name) => set(secrets, String(name)) });
  const folder = await mkdtemp(join(tmpdir(), "conformance-"));
  try {
    const file = join(folder, "integrations.yaml");
    await writeFile(file, stringify({ integrations: [{ id: "conformance", checks: [example] }] }));
    const providers = new Map([[provider.id, provider]]);
    const loaded = await loadCatalog(file, { providers, environment });
    if (!loaded.ok) throw new Error(formatErrors("the example", loaded.errors));
    const check = loaded.catalog.integrations[0]?.checks[0] as Check;
    return { provider, check, secrets };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function set(secrets: Map<string, string>, name: string): string {
  const value = `known-${name}-4f81c2d7`;
  secrets.set(name, value);
  return value;
}

/** One probe with nothing remembered, unless `memory` comes from an earlier one. */
export async function run(
  { provider, check, secrets }: Subject,
  {
    memory = createMemory(systemClock),
    timeoutSeconds = 10,
  }: { memory?: Memory; timeoutSeconds?: number } = {},
): Promise<Evidence> {
  const trace: TraceEntry[] = [];
  const { probe } = createProbe({
    clock: systemClock,
    providers: new Map([[provider.id, provider]]),
    memory,
    readSecret: (ref) => readSecret(ref, Object.fromEntries(secrets)),
  });
  const ran = await probe(check, { timeoutSeconds, onTrace: (entry) => trace.push(entry) });
  return {
    ran,
    trace,
    metrics: renderProbes([{ check, result: ran }]),
    // The runner's own word: a provider cannot ask past it.
    requests: trace.filter(({ message }) => message === "request").length,
  };
}
