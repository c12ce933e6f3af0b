import { join } from "node:path";
import { loadProviders } from "../../src/providers/index.ts";
import type { Simulator } from "../../src/simulator/simulator.ts";
import { engine } from "../engines.ts";
import { startPostgres, startRedis } from "../servers.ts";
import type { Moves, StandIns } from "./check.ts";
import { DUMMY } from "./dummies.ts";
import type { Template } from "./rewrite.ts";
import type { Stage } from "./start.ts";

interface Setting {
  /** The repository. */
  root: string;
  template: Template;
  simulator: Simulator;
  moves: Moves;
}

/** What stands in for the third parties of a catalog; a server that cannot be had is told and left out. */
export async function startStandIns(
  { root, template, simulator, moves }: Setting,
  { say, keep }: Stage,
): Promise<StandIns> {
  const uses = (provider: string) =>
    template.integrations.some(({ checks }) => checks.some((check) => check.provider === provider));
  const serve = async <T extends { stop(): Promise<void> }>(
    provider: string,
    program: Parameters<typeof engine>[0],
    start: () => Promise<T>,
  ) => {
    if (!uses(provider)) return undefined;
    try {
      await engine(program, say);
      return await keep(start());
    } catch (error) {
      const { name, message } = error as Error;
      if (name === "AbortError") throw error;
      return void say(`${message}\nThe demo goes on without ${provider}.`);
    }
  };
  const redis = await serve("redis", "redis-server", () => startRedis({ password: DUMMY }));
  const postgres = await serve("postgres", "postgres", startPostgres);
  return {
    upstreams: Object.fromEntries(Object.entries(simulator.upstreams).map(([id, { url }]) => [id, url])),
    redis,
    postgres,
    docs: join(root, "prometheus/runbooks"),
    moves,
    providers: await loadProviders(),
  };
}
