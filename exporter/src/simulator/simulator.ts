import { readdir } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Clock } from "../contract.ts";
import { startControl } from "./control.ts";
import { type Fault, respond } from "./faults.ts";
import { startListener } from "./listener.ts";
import { findAnswer, toAsked } from "./routing.ts";
import type { Upstream } from "./upstream.ts";

/** One line of a script: from second `at` of the play until second `until`, or for ever, `upstream` has `fault`. */
export interface Step {
  at: number;
  until?: number;
  upstream: string;
  fault: Fault;
}

export interface Simulator {
  /** `url` is another than `usualUrl` when that port was taken. */
  upstreams: Record<string, { url: string; usualUrl: string }>;
  /** Base URL of the control port: `GET /_faults`, `PUT` and `DELETE /_faults/<upstream>`. */
  control: string;
  /** Throws when there is no such upstream. */
  set(upstream: string, fault: Fault | undefined): Promise<void>;
  /** Sets and clears the faults of a script at their times, counted from now. */
  play(script: readonly Step[]): void;
  stop(): Promise<void>;
}

export interface SimulatorOptions {
  clock: Clock;
  /** `usual` ports where they are free, or any that are free, so that simulators can run side by side. */
  ports?: "usual" | "any";
}

const CONTROL_PORT = 21200;

export async function startSimulator({ clock, ports = "any" }: SimulatorOptions): Promise<Simulator> {
  const port = (usual: number) => (ports === "usual" ? usual : 0);
  const players = new Map<string, Player>();
  for (const upstream of await loadUpstreams()) {
    players.set(upstream.id, await startPlayer(upstream, port(upstream.usualPort), clock));
  }
  const set = async (id: string, fault: Fault | undefined) => {
    const player = players.get(id);
    if (!player) throw new Error(`no upstream "${id}": there are ${[...players.keys()].join(", ")}`);
    await player.set(fault);
  };
  const faults = () => Object.fromEntries([...players].map(([id, player]) => [id, player.fault() ?? null]));
  const control = await startControl(port(CONTROL_PORT), { faults, set });
  const cancels: (() => void)[] = [];
  return {
    upstreams: Object.fromEntries([...players].map(([id, { url, usualUrl }]) => [id, { url, usualUrl }])),
    control: `http://127.0.0.1:${control.port}`,
    set,
    play: (script) => {
      for (const { at, until, upstream, fault } of script) {
        cancels.push(clock.after(at, () => void set(upstream, fault)));
        if (until !== undefined) cancels.push(clock.after(until, () => void set(upstream, undefined)));
      }
    },
    stop: async () => {
      for (const cancel of cancels) cancel();
      await Promise.all([control.refuse(), ...[...players.values()].map((player) => player.stop())]);
    },
  };
}

/** Every file of `upstreams/`: a new one is found, not listed. */
async function loadUpstreams(): Promise<Upstream[]> {
  const folder = new URL("./upstreams/", import.meta.url);
  const files = (await readdir(folder)).filter((file) => /(?<!\.test|\.d)\.[jt]s$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => ((await import(new URL(file, folder).href)) as { default: Upstream }).default),
  );
}

interface Player {
  url: string;
  usualUrl: string;
  fault(): Fault | undefined;
  set(fault: Fault | undefined): Promise<void>;
  stop(): Promise<void>;
}

async function startPlayer(upstream: Upstream, port: number, clock: Clock): Promise<Player> {
  let fault: Fault | undefined;
  const listener = await startListener(port, (request: IncomingMessage, response: ServerResponse) => {
    // Nobody listens while refusing; a request that slipped in before is reset with its connection.
    if (fault?.kind === "refused") return;
    void text(request).then((body) => {
      const asked = { ...toAsked(request, clock.now()), body };
      const current = fault?.kind === "refused" ? undefined : fault;
      const healthy = findAnswer(upstream, asked) ?? { status: 404, body: { message: "no such route" } };
      const own = current && upstream.faults?.[current.kind === "own" ? current.name : current.kind];
      respond(response, healthy, current, clock, own?.(asked, healthy));
    });
  });
  return {
    url: `http://127.0.0.1:${listener.port}`,
    usualUrl: `http://127.0.0.1:${upstream.usualPort}`,
    fault: () => fault,
    set: async (next) => {
      fault = next;
      await (next?.kind === "refused" ? listener.refuse() : listener.listen());
    },
    stop: () => listener.refuse(),
  };
}
