/** A check as the catalog writes it. */
import { z } from "zod";
import type { Provider } from "../contract.ts";
import { between, id, LONGEST_INTERVAL, positive } from "./fields.ts";

/** `default` stands in the JSON Schema for the reader; the value itself is settled when all layers are known. */
const defaulting = <T extends z.ZodType>(schema: T, value: number, description: string) =>
  schema.optional().meta({ description, default: value });

const Breaker = z
  .strictObject({
    consecutive_failures: defaulting(z.int().min(1), 5, "Opens after this many failures in a row."),
    failure_ratio: defaulting(
      z.number().gt(0).lt(1),
      0.5,
      "Opens when more than this share of the last `window_probes` failed.",
    ),
    window_probes: defaulting(z.int().min(1).max(1000), 20, "How many of the last probes the share is of."),
    minimum_probes: defaulting(z.int().min(1).max(1000), 10, "No share is judged on fewer probes than this."),
    open: between(1, LONGEST_INTERVAL)
      .optional()
      .describe(
        "How long it stays open the first time; doubles at each failed trial. Default: the larger of `interval` and 30s.",
      ),
    max_open: between(1, LONGEST_INTERVAL)
      .optional()
      .describe("The longest it stays open. Default: the larger of `open` and 10m."),
  })
  .describe(
    "When the circuit breaker opens, and for how long. An open breaker slows probing of a sick upstream.",
  );

const Latency = z
  .strictObject({
    degraded: positive().describe("A p95 above this makes the check degraded."),
    down: positive().describe("A p95 above this makes the check down; longer than `degraded`."),
  })
  .describe("Thresholds on the p95 of successful probes. Default: none.");

/** The keys of a check that `defaults` may set for all. */
export const Pace = z.object({
  interval: between(1, LONGEST_INTERVAL)
    .optional()
    .describe("Time between two probes, 1s to 14d. Default: 60s."),
  max_interval: between(1, LONGEST_INTERVAL)
    .optional()
    .describe(
      "How far the interval backs off while the check stays down. Default: the larger of `interval` and 5m.",
    ),
  timeout: positive()
    .optional()
    .describe(
      "Deadline of a probe, all its attempts together; below `interval`. Default: 10s, or half of an `interval` below 20s.",
    ),
  latency: Latency.optional(),
  retries: defaulting(
    z.int().min(0).max(5),
    0,
    "Attempts beyond the first, within the timeout. A retry hides short failures: leave it at 0 to see them.",
  ),
  breaker: Breaker.optional(),
});
export type Pace = z.output<typeof Pace>;

/** The keys that every check has, whatever its provider. */
export const CommonCheck = z.object({
  provider: z.string().describe("What kind of probe this is: the name of a provider."),
  id: id().optional().describe("Name of the check within its integration. Default: the provider's name."),
  optional: z
    .boolean()
    .prefault(false)
    .describe(
      "Whether the check is merely not configured, rather than wrong, while one of its secrets is missing.",
    ),
  ...Pace.shape,
});
export type CommonCheck = z.output<typeof CommonCheck>;

/** A check of one provider: the common keys and the provider's own, side by side. */
export const checkSchema = (provider: Provider) =>
  provider.config
    .safeExtend({ ...CommonCheck.shape, provider: z.literal(provider.id).describe(provider.title) })
    .strict()
    .meta({ title: provider.title });
