/** A provider's tests against the simulator's upstream of its name. */
import type { RequestListener } from "node:http";
import { afterAll, afterEach, beforeAll } from "@jest/globals";
import { systemClock } from "../src/clock.ts";
import type { Provider, Ran } from "../src/contract.ts";
import type { Fault } from "../src/simulator/faults.ts";
import { type Simulator, startSimulator } from "../src/simulator/simulator.ts";
import { type ProbeOnceOptions, probeOnce } from "./probe-once.ts";
import { startUpstream, type Upstream } from "./upstream.ts";

export interface Simulated {
  /** Of the simulator's upstream, even beside a stand-in; known once tests run. */
  url(): string;
  /** One probe of the entry with `over` on top; a `fault` is given to the upstream first, as `trouble` does. */
  probe(over?: object, options?: ProbeOnceOptions & { fault?: Fault }): Promise<Ran>;
  /** Gives the upstream a fault, until the test ends. */
  trouble(fault: Fault): Promise<void>;
  /** Starts an upstream that is probed instead, until the test ends, and returns its URL. */
  standIn(answer: RequestListener): Promise<string>;
}

/** A fault that the upstream alone knows. */
export const own = (name: string) => ({ kind: "own", name }) as const;

/**
 * Runs a simulator while the tests of the file run.
 * @param entry what every probe's check has beside `base_url`
 * @param secrets values of `{ env: NAME }` for every probe that does not bring its own
 */
export function simulated(
  provider: Provider,
  { entry = {}, secrets = {} }: { entry?: object; secrets?: Record<string, string> } = {},
): Simulated {
  let simulator: Simulator;
  const standIns: Upstream[] = [];

  beforeAll(async () => {
    simulator = await startSimulator({ clock: systemClock });
  });
  afterEach(async () => {
    await Promise.all(standIns.splice(0).map((upstream) => upstream.close()));
    await simulator.set(provider.id, undefined);
  });
  afterAll(() => simulator.stop());

  const url = () => simulator.upstreams[provider.id]?.url as string;
  const trouble = (fault: Fault) => simulator.set(provider.id, fault);
  return {
    url,
    trouble,
    probe: async (over = {}, { fault, ...options } = {}) => {
      if (fault) await trouble(fault);
      const base_url = standIns.at(-1)?.url ?? url();
      return probeOnce(provider, { ...entry, base_url, ...over }, { secrets, ...options });
    },
    standIn: async (answer) => {
      const upstream = await startUpstream(answer);
      standIns.push(upstream);
      return upstream.url;
    },
  };
}
