import type { Metrics } from "../src/metrics/metrics.ts";

/** All that the exporter exposes, as its scraper reads it. */
export const exposed = async (metrics: Pick<Metrics, "render">, format: "text" | "openmetrics" = "text") =>
  Buffer.concat(await metrics.render(format)).toString();
