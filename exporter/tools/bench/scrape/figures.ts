/** What the scrapes come to. */
import type { Figure } from "../results.ts";
import { samplesOf } from "../samples.ts";
import { type Scraped, VARIANTS, type Variant } from "./scraped.ts";

export const PEER = "prom-client";
export const QUIET_SECONDS = 2;

/** One scrape of each variant, and for how long the event loop was blocked in `QUIET_SECONDS` without any. */
export type Round = Record<Variant, Scraped> & { quietMs: number };

export interface Measured {
  rounds: Round[];
  /** Scrapes by a real Prometheus. */
  prometheusSeconds: number[];
  /** As text. */
  peer: Scraped[];
}

/** @param atMost for how many milliseconds a scrape may block the event loop */
export function figuresOf(
  { rounds, prometheusSeconds, peer }: Measured,
  integrations: number,
  atMost: number,
): Figure[] {
  const of = integrations.toLocaleString("en");
  const worst = (one: Round) => Math.max(...VARIANTS.map((variant) => one[variant].blockedMs));
  const against = (value: (scraped: Scraped) => number) => ({ name: PEER, values: peer.map(value) });
  return [
    {
      name: `${of}: loop blocked by a scrape`,
      unit: "ms",
      goal: { of: "ours", atMost },
      ours: rounds.map(worst),
      peer: against((scraped) => scraped.blockedMs),
    },
    {
      name: `${of}: blocked in ${QUIET_SECONDS} s without`,
      unit: "ms",
      ours: rounds.map(({ quietMs }) => quietMs),
    },
    ...VARIANTS.map((variant) => ({
      name: `${of}: scrape, ${variant}`,
      unit: "ms",
      ours: rounds.map((one) => one[variant].milliseconds),
      ...(variant === "text" && { peer: against((scraped) => scraped.milliseconds) }),
    })),
    ...(["text", "text, gzip"] as const).map((variant) => ({
      name: `${of}: size, ${variant}`,
      unit: "kB",
      ours: rounds.map((one) => one[variant].body.length / 1000),
    })),
    {
      name: `${of}: scrape by Prometheus`,
      unit: "ms",
      ours: prometheusSeconds.map((seconds) => seconds * 1000),
    },
    {
      name: `${of}: series`,
      unit: "",
      ours: [samplesOf(rounds[0]?.text.body.toString() ?? "").size],
    },
  ];
}
