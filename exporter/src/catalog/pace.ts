/** How often and how patiently a check is probed: the check's word, else the catalog's, else what suits its interval. */
import type { Check } from "../contract.ts";
import type { Pace } from "./check.ts";
import { formatDuration } from "./durations.ts";
import { type Path, valueAt } from "./path.ts";
import type { Fault } from "./survey.ts";

type Settled = Pick<
  Check,
  "intervalSeconds" | "maxIntervalSeconds" | "timeoutSeconds" | "latency" | "retries" | "breaker"
>;

/** The settings of a check. A default that nobody wrote gives way to what somebody did. */
export function settle(own: Pace, defaults: Pace): Settled {
  const pace = { ...defaults, ...own };
  const breaker = { ...defaults.breaker, ...own.breaker };
  const interval = pace.interval ?? 60;
  const open = breaker.open ?? Math.max(interval, 30);
  const windowProbes = breaker.window_probes ?? 20;
  return {
    intervalSeconds: interval,
    maxIntervalSeconds: pace.max_interval ?? Math.max(interval, 300),
    timeoutSeconds: pace.timeout ?? Math.min(10, interval / 2),
    ...(pace.latency && {
      latency: { degradedSeconds: pace.latency.degraded, downSeconds: pace.latency.down },
    }),
    retries: pace.retries ?? 0,
    breaker: {
      consecutiveFailures: breaker.consecutive_failures ?? 5,
      failureRatio: breaker.failure_ratio ?? 0.5,
      windowProbes,
      minimumProbes: breaker.minimum_probes ?? Math.min(10, windowProbes),
      openSeconds: open,
      maxOpenSeconds: breaker.max_open ?? Math.max(open, 600),
    },
  };
}

/** Settings that do not fit each other. */
export function unfit(own: Pace, defaults: Pace, path: Path): Fault[] {
  const { intervalSeconds, maxIntervalSeconds, timeoutSeconds, latency, breaker } = settle(own, defaults);
  const fault = (bad: boolean, keys: string[], message: string): Fault[] => {
    const inherited = valueAt(own, keys) === undefined && valueAt(defaults, keys) !== undefined;
    return bad ? [{ path: [...path, ...keys], message: message + (inherited ? " from defaults" : "") }] : [];
  };
  const against = (bad: boolean, keys: string[], must: string, limit: number, found: number) =>
    fault(bad, keys, `must ${must} (${formatDuration(limit)}), got ${formatDuration(found)}`);
  const { degradedSeconds = 0, downSeconds = 1 } = latency ?? {};
  const { openSeconds, maxOpenSeconds, minimumProbes, windowProbes } = breaker;
  return [
    ...against(
      timeoutSeconds >= intervalSeconds,
      ["timeout"],
      "be below interval",
      intervalSeconds,
      timeoutSeconds,
    ),
    ...against(
      maxIntervalSeconds < intervalSeconds,
      ["max_interval"],
      "not be below interval",
      intervalSeconds,
      maxIntervalSeconds,
    ),
    ...against(
      degradedSeconds >= downSeconds,
      ["latency", "degraded"],
      "be below down",
      downSeconds,
      degradedSeconds,
    ),
    ...against(
      maxOpenSeconds < openSeconds,
      ["breaker", "max_open"],
      "not be below open",
      openSeconds,
      maxOpenSeconds,
    ),
    ...fault(
      minimumProbes > windowProbes,
      ["breaker", "minimum_probes"],
      `must not be above window_probes (${windowProbes}), got ${minimumProbes}`,
    ),
  ];
}
