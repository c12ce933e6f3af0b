/**
 * Loaded into the exporter with `node --import`: tells for how long its event loop was blocked at most, in seconds,
 * since it was last asked. Plain JavaScript and on its own: what Node loads to strip types would add 14 MB to the memory
 * that is measured.
 */
import { createServer } from "node:http";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { isMainThread } from "node:worker_threads";

const RESOLUTION_MS = 1;

// Node loads it into each worker thread as well.
if (isMainThread) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const server = createServer(async (_request, response) => {
    // Whoever asks right after a delay may be answered before the histogram's own timer told of it.
    await setTimeout(2 * RESOLUTION_MS);
    const blocked = histogram.max / 1e9 - RESOLUTION_MS / 1000;
    histogram.reset();
    response.setHeader("connection", "close").end(JSON.stringify(Math.max(blocked, 0)));
  });
  await new Promise((resolve) =>
    server.listen(Number(process.env.BENCH_LOOP_DELAY_PORT), "127.0.0.1", () => resolve(undefined)),
  );
  server.unref();
}
