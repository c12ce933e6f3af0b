/** Whether the names that an upstream lists are still the same, even where their number is. Looked at every five minutes. */
import { probe } from "./metrics.ts";

/** Without the NaN of an exporter that has just started, which would count as a change. */
export const fingerprint = (matchers: string): string => `${probe.inventoryFingerprint}{${matchers}} >= 0`;

/**
 * Not 0 where a list changed since the last look. A difference, as VictoriaMetrics takes what was not there for unequal; and
 * not by `changes`, which counts there that a list is seen for the first time.
 */
const sinceLastLook = (matchers: string): string =>
  `(${fingerprint(matchers)}) - (${probe.inventoryFingerprint}{${matchers}} offset 5m >= 0)`;

/** How often in the time chosen. What came and went between two looks is not counted, nor what changed while nobody looked. */
export const changes = (matchers: string): string =>
  `sum_over_time((${sinceLastLook(matchers)} != bool 0)[$__range:5m])`;

/** Unix seconds of the last time in 7 days, to five minutes. */
export const lastChange = (matchers: string): string =>
  `max_over_time(timestamp(${sinceLastLook(matchers)} != 0)[7d:5m])`;
