/**
 * Asks a blackbox_exporter for probes, over connections that are kept: at a fixed rate, or as fast as it answers.
 * Its argument is a DriverOptions as JSON.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { serveCounts } from "./report.ts";

export interface DriverOptions {
  /** Where it tells its counts. */
  port: number;
  /** Of blackbox_exporter. */
  url: string;
  /** What to probe. */
  target: string;
  /** Probes per second; absent: each connection asks again as soon as it has its answer. */
  rate?: number;
  connections: number;
}

export interface DriverCounts {
  successes: number;
  failures: number;
  /** As blackbox_exporter told them, of the successes. */
  durationsSeconds: number[];
}

const nothing = (): DriverCounts => ({ successes: 0, failures: 0, durationsSeconds: [] });

const options = JSON.parse(process.argv[2] ?? "") as DriverOptions;
const pool = new Pool(options.url, { connections: options.connections });
const path = `/probe?module=http&target=${encodeURIComponent(options.target)}`;
let counts = nothing();

async function probe(): Promise<void> {
  const { body } = await pool.request({ method: "GET", path });
  const text = await body.text();
  if (!text.includes("\nprobe_success 1")) counts.failures += 1;
  else {
    counts.successes += 1;
    counts.durationsSeconds.push(Number(/^probe_duration_seconds (.+)$/m.exec(text)?.[1]));
  }
}

async function atRate(rate: number): Promise<never> {
  const begin = performance.now();
  for (let sent = 0; ; ) {
    const due = ((performance.now() - begin) / 1000) * rate;
    for (; sent < due; sent++) void probe();
    await delay(1);
  }
}

async function asFastAsItAnswers(): Promise<never> {
  for (;;) await probe();
}

await serveCounts(options.port, () => {
  const taken = counts;
  counts = nothing();
  return taken;
});
if (options.rate !== undefined) await atRate(options.rate);
else await Promise.all(Array.from({ length: options.connections }, asFastAsItAnswers));
