/**
 * Loaded into the exporter with `node --import`: tells for how long its event loop was blocked at most, in seconds,
 * since it was last asked.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { isMainThread } from "node:worker_threads";
import { serveCounts } from "./report.ts";

const RESOLUTION_MS = 1;

// Node loads it into each worker thread as well.
if (isMainThread) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const server = await serveCounts(Number(process.env.BENCH_LOOP_DELAY_PORT), async () => {
    // Whoever asks right after a delay may be answered before the histogram's own timer told of it.
    await setTimeout(2 * RESOLUTION_MS);
    const blocked = histogram.max / 1e9 - RESOLUTION_MS / 1000;
    histogram.reset();
    return Math.max(blocked, 0);
  });
  server.unref();
}
