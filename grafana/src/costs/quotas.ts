/** Quotas as the upstreams tell them: what is left, and whether it lasts until there is more. */
import { probe, withInfo } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { lines, stat, thresholds } from "../panels.ts";
import { anyIs, COLORS, type Steps } from "../states.ts";
import { table } from "../table.ts";
import { CHOSEN } from "../variables.ts";

const BY = "integration, check, quota";

const ratio = `max by (${BY}) (integration_check:quota_remaining:ratio{${CHOSEN}})`;
const left = `min by (${BY}) (${probe.quotaRemaining}{${CHOSEN}} >= 0)`;
const limit = `min by (${BY}) (${probe.quotaLimit}{${CHOSEN}} > 0)`;
const untilReset = `(min by (${BY}) (${probe.quotaReset}{${CHOSEN}}) - time() > 0)`;

/** Spent a second over the last quarter of an hour, as IntegrationQuotaRunningOut counts; none while it grows. */
const pace = `-(min by (${BY}) (deriv((${probe.quotaRemaining}{${CHOSEN}} >= 0)[15m:1m])) < 0)`;
const lasts = `${left} / ${pace}`;

/** The share that is left at the reset, at this pace; where there is no reset or nothing is spent, what is left now. */
const forecast = `clamp_min(${ratio} - ${pace} * ${untilReset} / ${limit}, 0) or ${ratio}`;

/** From here IntegrationQuotaLow tells. */
const LOW = 0.1;
const LEFT_STEPS: Steps = [
  [null, COLORS.bad],
  [LOW, COLORS.warning],
  [0.25, COLORS.good],
];

export const quotasLow = () =>
  stat({
    title: "Quotas",
    description:
      "Nearly spent: less than a tenth is left now. Too fast: at the pace of the last quarter of an hour nothing is left before " +
      "the reset. The product spends the same quotas: slow down its batch jobs first.",
    series: [
      { expr: `count(${ratio} < ${LOW}) or vector(0)`, legend: "nearly spent" },
      { expr: `count(${lasts} < ${untilReset}) or vector(0)`, legend: "too fast" },
    ],
    unit: "none",
  })
    .thresholds(thresholds(anyIs(COLORS.warning)))
    .overrideByName("nearly spent", [{ id: "thresholds", value: thresholds(anyIs(COLORS.bad)).build() }]);

export const refused = () =>
  stat({
    title: "Refused now",
    description:
      "Checks whose last probe was refused for our own spending. Rate limited: it passes, call less often. Quota exhausted: only " +
      "its reset or more money helps; the product is refused too.",
    series: [
      { expr: refusedFor("quota_exhausted"), legend: "quota exhausted" },
      { expr: refusedFor("rate_limited"), legend: "rate limited" },
    ],
    unit: "none",
  })
    .thresholds(thresholds(anyIs(COLORS.warning)))
    .overrideByName("quota exhausted", [{ id: "thresholds", value: thresholds(anyIs(COLORS.bad)).build() }]);

const refusedFor = (reason: string) =>
  `count(max by (integration, check) (${probe.failureReason}{${CHOSEN}, reason="${reason}"}) == 1) or vector(0)`;

export const quotaTable = () =>
  table({
    title: "Quotas, first to be spent on top",
    description:
      "By what will be left at the reset, at the pace of the last quarter of an hour. 0: the product will be refused after 'lasts for', " +
      "until 'more in'. Slow down whoever spends it, or ask the vendor for more before it is gone. Without a reset or a pace " +
      "the forecast is what is left now.",
    columns: [
      {
        title: "Left at reset",
        expr: forecast,
        unit: "percentunit",
        decimals: 0,
        steps: LEFT_STEPS,
        width: 115,
      },
      { title: "Left now", expr: ratio, unit: "percentunit", decimals: 0, steps: LEFT_STEPS, width: 95 },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Check", label: "check" },
      { title: "Quota", label: "quota" },
      { title: "Team", label: "team" },
      { title: "Remaining", expr: withInfo(`${left} and ${ratio}`, "team"), unit: "short", width: 105 },
      { title: "Limit", expr: limit, unit: "short", width: 90 },
      { title: "Spent an hour", expr: `${pace} * 3600`, unit: "short", width: 120 },
      { title: "Lasts for", expr: lasts, unit: "s", width: 105 },
      { title: "More in", expr: `${untilReset} and ${ratio}`, unit: "s", width: 105 },
    ],
    worstFirst: "Left at reset",
    worst: "least",
  }).noValue("No upstream of the chosen integrations tells a quota");

const leastLeft = (window: string) =>
  `min_over_time(integration_check:quota_remaining:ratio{${CHOSEN}}${window})`;

export const quotasOverTime = () =>
  lines({
    title: "Least left in each hour, the five lowest",
    description:
      "How far down each quota came within each hour; most are full again meanwhile. Lower from day to day: usage grows, ask for " +
      "more in time. One hour far below the others: a job that runs wild.",
    series: [
      // `@ end()`: chosen once, not again at every step.
      {
        expr: `max by (${BY}) (${leastLeft("[1h]")}) and bottomk(5, ${leastLeft("[$__range] @ end()")})`,
        legend: "{{integration}} {{check}}: {{quota}}",
      },
    ],
    unit: "percentunit",
  })
    .interval("1h")
    .max(1)
    .noValue("No quota told");
