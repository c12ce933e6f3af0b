/** How well it went over the time chosen, and against the time before. */
import { BigValueColorMode } from "@grafana/grafana-foundation-sdk/common";
import { DRILL_DOWN_SERIES } from "../navigation.ts";
import { lines, stat, thresholds, timeline } from "../panels.ts";
import { COLORS, RATIO_STEPS, SCORE_MAPPING, type Steps } from "../states.ts";
import { CHOSEN } from "../variables.ts";

/** How many of a recorded rate's things there were: a sample in four minutes is a cheap sum even over a month. */
const total = (rate: string, offset: string) => `sum(sum_over_time(${rate}{${CHOSEN}}[$__range]${offset}))`;

const perProbe = (rate: string) => (offset: string) =>
  `${total(rate, offset)} / (${total("integration:probes:rate5m", offset)} > 0)`;
const errors = perProbe("integration:probe_failures:rate5m");
const success = (offset: string) => `1 - ${errors(offset)}`;
const retries = perProbe("integration:probe_retries:rate5m");

/** A change by a hundredth of all probes is worth a colour. */
const BETTER_IF_MORE: Steps = [
  [null, COLORS.bad],
  [-0.01, COLORS.neutral],
  [0.01, COLORS.good],
];
const BETTER_IF_LESS: Steps = [
  [null, COLORS.good],
  [-0.01, COLORS.neutral],
  [0.01, COLORS.bad],
];

function rate(
  title: string,
  description: string,
  of: (offset: string) => string,
  steps: Steps,
  change: Steps,
) {
  return stat({
    title,
    description:
      `${description} The second number is the change against the period before, of the same length: below 0 is less. ` +
      "At 30 d there is none: Prometheus keeps 30 days, and the period before is older.",
    series: [
      { expr: of(""), legend: "now" },
      { expr: `round((${of("")}) - (${of(" offset $__range")}), 0.0001)`, legend: "change" },
    ],
    unit: "percentunit",
  })
    .decimals(2)
    .colorMode(BigValueColorMode.Value)
    .thresholds(thresholds(steps))
    .overrideByName("change", [{ id: "thresholds", value: thresholds(change).build() }])
    .noValue("No probe in that time");
}

export const successRate = () =>
  rate(
    "Success rate",
    "Share of probes that succeeded. Below 95 %: find the integration in the table above.",
    success,
    RATIO_STEPS,
    BETTER_IF_MORE,
  );

export const errorRate = () =>
  rate(
    "Error rate",
    "Share of probes that failed. Above 10 % for 5 minutes on one integration, its team is told.",
    errors,
    [
      [null, COLORS.good],
      [0.05, COLORS.warning],
      [0.1, COLORS.bad],
    ],
    BETTER_IF_LESS,
  );

export const retryRate = () =>
  rate(
    "Retry rate",
    "Attempts beyond the first, per probe. It rises before the error rate does: retries hide failures.",
    retries,
    [
      [null, COLORS.good],
      [0.05, COLORS.warning],
      [0.2, COLORS.bad],
    ],
    BETTER_IF_LESS,
  );

/** From recorded scores: one series per group, over a month too. */
export const scoreTrend = () =>
  lines({
    title: "Score by group",
    description:
      "Mean score of all of a group that page, whatever else is chosen above: healthy 100 %, degraded 50 %, down 0. " +
      "Choose 7 d or 30 d for the trend; a group that sinks slowly is a talk with its vendor.",
    series: [{ expr: 'group:integration_score:avg{group=~"$group"} / 100', legend: "{{group}}" }],
    unit: "percentunit",
  })
    .axisSoftMin(0.5)
    .max(1)
    .noValue("Nothing of the chosen groups pages");

/** Over the checks at each moment, not from the histogram: a day of a thousand histograms takes ten seconds to read. */
export const responseTime = () =>
  lines({
    title: "Response time",
    description:
      "Of the last successful probe of each chosen check: half of them are faster than p50. A step in p50 is everyone's: " +
      "our network or a shared vendor. A step in p99 alone is one integration's: sort the table by p95.",
    series: [0.5, 0.95, 0.99].map((quantile) => ({
      expr: `quantile(${quantile}, integration_check:probe_duration_seconds:last{${CHOSEN}})`,
      legend: `p${quantile * 100}`,
    })),
    unit: "s",
  })
    // As often as it is recorded.
    .interval("4m")
    .noValue("No probe has succeeded");

export function troubleTimeline() {
  const worst = (window: string) => `min_over_time(integration:status_score:min4m{${CHOSEN}}${window})`;
  return timeline({
    title: "Integrations in trouble, 7 days",
    description:
      "Those that page and were not healthy at some time, the worst of each moment. Bars that begin together have a cause in common; " +
      "a pattern by the hour is a job's. A gap: unknown, or under maintenance.",
    // `@ end()`: looked up once, not again at every step.
    expr: `max by (integration) (${worst("[$__interval]")} and ${worst("[$__range] @ end()")} < 100)`,
    legend: "{{integration}}",
    mapping: SCORE_MAPPING,
  })
    .timeFrom("7d")
    .interval("4m")
    .overrideByFieldType("number", [{ id: "links", value: [DRILL_DOWN_SERIES] }])
    .noValue("All healthy, all the time");
}
