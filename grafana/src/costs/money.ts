/** What the integrations cost a month by the catalog's estimates, which are ranges, against their budgets. */
import { catalog, withInfo } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { stat, thresholds } from "../panels.ts";
import { anyIs, COLORS, type Steps } from "../states.ts";
import { table } from "../table.ts";
import { CHOSEN } from "../variables.ts";

const least = `max by (integration) (${catalog.cost}{${CHOSEN}, bound="min"})`;
const most = `max by (integration) (${catalog.cost}{${CHOSEN}, bound="max"})`;
const budget = `max by (integration) (${catalog.costBudget}{${CHOSEN}})`;
const unknown = `(max by (integration) (${catalog.info}{${CHOSEN}}) unless on (integration) ${catalog.cost})`;

/** Of the budget. Exactly all of it is not too much. */
const SHARE_STEPS: Steps = [
  [null, COLORS.good],
  [1.000001, COLORS.warning],
];

export const total = () =>
  stat({
    title: "Cost a month",
    description:
      "All chosen integrations together, as the catalog estimates. A wide range: usage decides, look at the quotas that drive it. " +
      "What nobody estimated is not in it.",
    series: [
      { expr: `sum(${least})`, legend: "from" },
      { expr: `sum(${most})`, legend: "to" },
    ],
    unit: "currencyUSD",
  })
    .thresholds(thresholds([[null, COLORS.info]]))
    .noValue("No cost in the catalog");

export const toDecide = () =>
  stat({
    title: "Costs to look after",
    description:
      "Over budget: may cost more than its budget allows; decide on one of the two. Unknown: no `cost` in the catalog; ask whoever " +
      "signed the contract.",
    series: [
      { expr: `count(${most} > ${budget}) or vector(0)`, legend: "over budget" },
      { expr: `count(${unknown}) or vector(0)`, legend: "unknown" },
    ],
    unit: "none",
  })
    .thresholds(thresholds(anyIs(COLORS.warning)))
    .overrideByName("unknown", [{ id: "thresholds", value: thresholds(anyIs(COLORS.info)).build() }]);

/** Sums of the integrations with the same `label`. The share is of those that have a budget. */
export function costsBy(label: "group" | "team") {
  const summed = (expr: string) => `sum by (${label}) (${withInfo(expr, label)})`;
  return table({
    title: `Cost by ${label}`,
    description:
      `What each ${label} spends a month, from and to, and how much of its budgets the upper end takes; integrations without a budget ` +
      "are not in that share. Above 100 %: see which of them below. Unknown: integrations that nobody has estimated.",
    columns: [
      { title: label === "group" ? "Group" : "Team", label },
      { title: "From", expr: summed(least), unit: "currencyUSD", width: 90 },
      { title: "To", expr: summed(most), unit: "currencyUSD", width: 90 },
      { title: "Budgets", expr: summed(budget), unit: "currencyUSD", width: 90 },
      {
        title: "Of budgets",
        expr: `${summed(`${most} and ${budget}`)} / ${summed(budget)}`,
        unit: "percentunit",
        decimals: 0,
        steps: SHARE_STEPS,
        width: 105,
      },
      { title: "Unknown", expr: summed(unknown), unit: "none", width: 90 },
    ],
    worstFirst: "To",
  }).noValue("No cost in the catalog");
}

export const costTable = () =>
  table({
    title: "Costs, most over budget on top",
    description:
      "Estimates of the catalog, a month. Above 100 %: the upper end exceeds the budget; use less, pay more or raise the budget. " +
      "Without a budget nobody is warned: set one for what is dear.",
    columns: [
      {
        title: "Of budget",
        expr: `${most} / ${budget}`,
        unit: "percentunit",
        decimals: 0,
        steps: SHARE_STEPS,
        width: 105,
      },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Title", label: "title" },
      { title: "Team", label: "team" },
      { title: "Group", label: "group" },
      { title: "From", expr: least, unit: "currencyUSD", width: 90 },
      {
        title: "To",
        expr: withInfo(most, "title, team, group"),
        unit: "currencyUSD",
        decimals: 0,
        width: 90,
      },
      { title: "Budget", expr: budget, unit: "currencyUSD", width: 90 },
    ],
    worstFirst: "Of budget",
  }).noValue("No cost in the catalog");

export const unknownCosts = () =>
  table({
    title: "Nobody knows what these cost",
    description:
      "Integrations without a `cost` in the catalog. Ask whoever signed the contract; a free plan is a cost of 0, and its limit a quota.",
    columns: [
      {
        title: "Integration",
        label: "integration",
        from: withInfo(unknown, "title, team"),
        link: DRILL_DOWN,
      },
      { title: "Title", label: "title" },
      { title: "Team", label: "team" },
    ],
    worstFirst: "Team",
  }).noValue("Every cost is known");
