/** What a bench found: the form of its JSON, from which table, plot and page are made. */
import type { BenchName } from "./options.ts";
import { median } from "./statistics.ts";

/** What is held against a bound: ours as it is, or ours divided by the peer's. */
export type Goal = { of: "ours" | "ratio" } & ({ atMost: number } | { atLeast: number });

export interface Figure {
  name: string;
  /** Such as "ms" or "probes/s". */
  unit: string;
  goal?: Goal;
  /** One value per repetition; those at one index were measured one right after the other. */
  ours: number[];
  peer?: { name: string; values: number[] };
}

/** Something that was followed over time. */
export interface Series {
  name: string;
  unit: string;
  points: [seconds: number, value: number][];
}

export interface Environment {
  cpu: string;
  cores: number;
  memoryGB: number;
  kernel: string;
  node: string;
  /** Versions of the peers and targets, by name. */
  versions: Record<string, string>;
  commit: string;
  /** What is pinned where, or why nothing is. */
  pinning: string;
}

export interface Findings {
  figures: Figure[];
  series: Series[];
  /** What a reader must know to trust the figures. */
  notes: string[];
}

export interface Report extends Findings {
  bench: BenchName;
  /** ISO 8601. */
  startedAt: string;
  environment: Environment;
}

/** Of each pair ours divided by the peer's, and the median of those: what slowed the machine slowed both. */
export function ratio({ ours, peer }: Figure): number | undefined {
  return peer && median(ours.map((value, index) => value / (peer.values[index] ?? Number.NaN)));
}

export type Verdict = "reached" | "missed" | "no goal";

export function verdict(figure: Figure): Verdict {
  const { goal } = figure;
  if (!goal) return "no goal";
  const value = goal.of === "ours" ? median(figure.ours) : (ratio(figure) ?? Number.NaN);
  const reached = "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
  return reached ? "reached" : "missed";
}
