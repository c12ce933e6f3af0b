import { systemClock } from "../src/clock.ts";
import type { Memory, Provider, Ran } from "../src/contract.ts";
import { createMemory } from "../src/probe/memory.ts";
import { createProbe, type TraceEntry } from "../src/probe/probe.ts";
import { check } from "./samples.ts";

export interface ProbeOnceOptions {
  /** 10 unless told. */
  timeoutSeconds?: number;
  /** Values of `{ env: NAME }`. */
  secrets?: Record<string, string>;
  /** What outlives the probe; of its own unless told. */
  memory?: Memory;
  signal?: AbortSignal;
  onTrace?: (entry: TraceEntry) => void;
}

/** One probe as the exporter runs it, of a check as the catalog writes it. */
export function probeOnce(
  provider: Provider,
  entry: Record<string, unknown>,
  {
    timeoutSeconds = 10,
    secrets = {},
    memory = createMemory(systemClock),
    ...options
  }: ProbeOnceOptions = {},
): Promise<Ran> {
  const { probe } = createProbe({
    clock: systemClock,
    providers: new Map([[provider.id, provider]]),
    memory,
    readSecret: (ref) => {
      const value = "env" in ref ? secrets[ref.env] : undefined;
      return value === undefined ? { ok: false, detail: "no such secret" } : { ok: true, value };
    },
  });
  const config = provider.config.parse(entry);
  return probe(check({ id: provider.id, provider: provider.id, config, timeoutSeconds }), options);
}
