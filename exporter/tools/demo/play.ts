import { setTimeout as delay } from "node:timers/promises";
import type { Display } from "./display.ts";
import type { Received } from "./screen.ts";
import { rows } from "./snapshot.ts";
import type { Demo } from "./start.ts";
import { told } from "./story.ts";

export interface Play {
  demo: Demo;
  display: Display;
  /** Grows while the play goes on. */
  received: Received[];
  /** Seconds since the story began. */
  elapsed(): number;
  seconds: number;
  signal: AbortSignal;
}

/** Shows the demo once a second until its time is over or `signal` ends it. Throws when the exporter ends. */
export async function play({ demo, display, received, elapsed, seconds, signal }: Play): Promise<void> {
  const { exporter, links, story } = demo;
  const died = exporter.ended.then((how) => {
    throw new Error(`the exporter ${how}. Its last words:\n${exporter.output()}`);
  });
  // It ends in the end, when nobody listens any more.
  died.catch(() => {});
  try {
    while (!signal.aborted && elapsed() < seconds) {
      const metrics = await Promise.race([died, fetch(`${exporter.url}/metrics`)]);
      const now = Math.floor(elapsed());
      display.show({
        elapsed: now,
        rows: rows(await metrics.text()),
        story: told(story, now),
        received,
        links,
      });
      await Promise.race([died, delay(1000, undefined, { signal }).catch(() => {})]);
    }
  } finally {
    display.end();
  }
}
