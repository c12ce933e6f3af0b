/** The bench's own processes: each tells what it has counted over HTTP. */
import { join } from "node:path";
import { freePort, type Running, startProcess } from "../process.ts";
import { fetchWhole } from "./fetch-whole.ts";
import type { BrokenTargetOptions } from "./processes/broken-target.ts";
import type { DriverCounts, DriverOptions } from "./processes/driver.ts";
import type { SlowTargetOptions } from "./processes/slow-target.ts";

export interface Counting<T> extends Running {
  /** What it has counted since it was last asked. */
  take(): Promise<T>;
}

const processes = join(import.meta.dirname, "processes");

async function startCounting<T>(name: string, options: object, countsPort: number): Promise<Counting<T>> {
  const running = await startProcess({
    name,
    command: process.execPath,
    args: [join(processes, `${name}.ts`), JSON.stringify(options)],
    ready: { url: `http://127.0.0.1:${countsPort}` },
  });
  return { ...running, take: () => takeCounts<T>(countsPort) };
}

export async function takeCounts<T>(port: number): Promise<T> {
  const { body } = await fetchWhole(`http://127.0.0.1:${port}`);
  return JSON.parse(body.toString()) as T;
}

export async function startDriver(options: Omit<DriverOptions, "port">): Promise<Counting<DriverCounts>> {
  const port = await freePort();
  const all: DriverOptions = { port, ...options };
  return startCounting("driver", all, port);
}

/** Its counts are how late each of its answers was, in seconds. */
export async function startSlowTarget(delaySeconds: number): Promise<Counting<number[]> & { url: string }> {
  const [port, countsPort] = [await freePort(), await freePort()];
  const options: SlowTargetOptions = { port, countsPort, delaySeconds };
  const running = await startCounting<number[]>("slow-target", options, countsPort);
  return { ...running, url: `http://127.0.0.1:${port}` };
}

/** Third parties that fail, each in its own way: nobody listens, nobody answers, nobody speaks HTTP. */
export async function startBrokenTarget(): Promise<Running & { urls: string[] }> {
  const [refusedPort, hangingPort, garbagePort] = [await freePort(), await freePort(), await freePort()];
  const options: BrokenTargetOptions = { hangingPort, garbagePort };
  const running = await startProcess({
    name: "broken-target",
    command: process.execPath,
    args: [join(processes, "broken-target.ts"), JSON.stringify(options)],
    ready: { port: garbagePort },
  });
  const urls = [refusedPort, hangingPort, garbagePort].map((port) => `http://127.0.0.1:${port}`);
  return { ...running, urls };
}

/** Flags of Node and environment that make the exporter tell how long its event loop was blocked; see `takeCounts`. */
export const loopDelayHook = (port: number) => ({
  nodeFlags: ["--import", join(processes, "loop-delay.mjs")],
  env: { BENCH_LOOP_DELAY_PORT: String(port) },
});
