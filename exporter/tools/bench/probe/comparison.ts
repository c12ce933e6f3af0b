import type { Figure, Goal } from "../results.ts";
import type { Stage } from "../stage.ts";

/** Something that is measured of ours and of the peer in the same way. */
export interface Comparison<Measured> {
  title: string;
  figures: readonly { name: string; unit: string; goal?: Goal; of: (measured: Measured) => number }[];
  /** How long one side takes once, all in all. */
  seconds: number;
  ours(): Promise<Measured>;
  peer(): Promise<Measured>;
}

/** A comparison that is about to be made. */
export interface Planned {
  /** All of it. */
  seconds: number;
  run(): Promise<Figure[]>;
}

export const plan = <Measured>(comparison: Comparison<Measured>, stage: Stage): Planned => ({
  seconds: 2 * stage.options.pairs * comparison.seconds,
  run: () => compare(comparison, stage),
});

const PEER = "blackbox_exporter";

/** Measures both sides in turns, each time the other one first, so that a drift of the machine hits both alike. */
async function compare<Measured>(
  { title, figures, seconds, ours, peer }: Comparison<Measured>,
  { options, step }: Stage,
): Promise<Figure[]> {
  const found: { ours: Measured[]; peer: Measured[] } = { ours: [], peer: [] };
  for (let pair = 1; pair <= options.pairs; pair++) {
    const measure = {
      ours: async () => {
        step(`${title}: ours, pair ${pair} of ${options.pairs}`, seconds);
        found.ours.push(await ours());
      },
      peer: async () => {
        step(`${title}: ${PEER}, pair ${pair} of ${options.pairs}`, seconds);
        found.peer.push(await peer());
      },
    };
    for (const side of pair % 2 === 1 ? (["ours", "peer"] as const) : (["peer", "ours"] as const)) {
      await measure[side]();
    }
  }
  return figures.map(({ of, ...figure }) => ({
    ...figure,
    ours: found.ours.map(of),
    peer: { name: PEER, values: found.peer.map(of) },
  }));
}
