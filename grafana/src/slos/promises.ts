/** What was promised, what is left of it, and which breaks next. */
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { catalog, withInfo } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { stat, thresholds } from "../panels.ts";
import { anyIs, COLORS, STATUS, type Steps } from "../states.ts";
import { counts } from "../status-counts.ts";
import { table } from "../table.ts";
import { CHOSEN } from "../variables.ts";
import { BUDGET_SECONDS, burnColumns, lastsFor, nameless, remaining } from "./burn.ts";

const DAY = 86_400;

/** What is not set up yet promises nothing. */
const objective = `(${nameless(`${catalog.sloObjective}{${CHOSEN}}`)} unless on (integration) ${STATUS.metric}{${STATUS.label}="not_configured"} == 1)`;

/** Less than this, or less than three days at its present pace, is a risk. */
const LITTLE_LEFT = 0.25;
const broken = `${remaining} < 0`;
const atRisk = `(${remaining} < ${LITTLE_LEFT} or ${lastsFor} < ${3 * DAY})`;

export const promises = () =>
  counts(
    {
      title: "Promises",
      description:
        "How many objectives of the chosen integrations are broken (budget overspent), at risk (a quarter left, or three days " +
        "at their present pace), kept, or without data, which is not the same as kept. An integration may have two: " +
        "availability and latency.",
    },
    [
      { text: "broken", color: COLORS.bad, which: broken },
      { text: "at risk", color: COLORS.warning, which: `${atRisk} unless ${broken}` },
      { text: "no data", color: COLORS.info, which: `${objective} unless ${remaining}` },
      { text: "kept", color: COLORS.good, which: `${remaining} unless ${atRisk}` },
    ].map(({ which, ...look }) => ({ ...look, expr: `count(${which}) or vector(0)` })),
  );

export function burnAlerts() {
  const firing = (severity: string) =>
    `count(ALERTS{alertname="IntegrationErrorBudgetBurn", alertstate="firing", severity="${severity}", ${CHOSEN}}) or vector(0)`;
  return stat({
    title: "Burn alerts firing",
    description:
      "Pages: a budget that is gone within days at this pace. Tickets: one that will not last its 30 days. " +
      "Follow IntegrationErrorBudgetBurn's runbook. None of an integration whose dependency is down: look for that first.",
    series: [
      { expr: firing("critical"), legend: "pages" },
      { expr: firing("warning"), legend: "tickets" },
    ],
    unit: "none",
  })
    .thresholds(thresholds(anyIs(COLORS.bad)))
    .overrideByName("tickets", [{ id: "thresholds", value: thresholds(anyIs(COLORS.warning)).build() }]);
}

export const withoutObjective = () =>
  stat({
    title: "Without an objective",
    description:
      "Chosen integrations that promise nothing: no budget, no burn alert. Give each that customers notice an `slo` in the " +
      "catalog; begin with what its vendor promises you.",
    series: [
      {
        expr: `count(max by (integration) (${catalog.info}{${CHOSEN}}) unless on (integration) ${catalog.sloObjective}) or vector(0)`,
        legend: "integrations",
      },
    ],
    unit: "none",
  }).thresholds(thresholds(anyIs(COLORS.info)));

const LEFT_STEPS: Steps = [
  [null, COLORS.bad],
  [0, COLORS.warning],
  [LITTLE_LEFT, COLORS.good],
];

const LASTS_STEPS: Steps = [
  [null, COLORS.bad],
  [DAY, COLORS.warning],
  [7 * DAY, COLORS.good],
];

const LASTS_WORDS: ValueMap = {
  type: MappingType.ValueToText,
  options: {
    0: { text: "spent", color: COLORS.bad, index: 0 },
    [BUDGET_SECONDS]: { text: "30 days or more", color: COLORS.good, index: 1 },
  },
};

export const promiseTable = () =>
  table({
    title: "Promises, next to break on top",
    description:
      "How long each error budget lasts at its present pace: of the last hour while probes fail, else of the last day. An empty " +
      "cell: nothing was probed, so nobody knows. A burn of 1 spends the budget in exactly its 30 days; coloured above what the " +
      "alerts wait for. 5m calm and 1h high: it is over, the harm is done. 3d high and the rest calm: a slow leak, talk to the vendor.",
    columns: [
      {
        title: "Lasts for",
        expr: lastsFor,
        unit: "s",
        mapping: LASTS_WORDS,
        steps: LASTS_STEPS,
        width: 125,
      },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Promise", label: "slo", width: 100 },
      { title: "Team", label: "team" },
      {
        title: "Budget left",
        expr: nameless(remaining),
        unit: "percentunit",
        decimals: 1,
        steps: LEFT_STEPS,
        width: 105,
      },
      { title: "Objective", expr: withInfo(objective, "team"), unit: "percentunit", decimals: 2, width: 95 },
      {
        title: "Kept (30 d)",
        expr: `1 - (1 - ${remaining}) * on (integration, slo) integration_slo:error_budget:ratio`,
        unit: "percentunit",
        decimals: 2,
        width: 100,
      },
      {
        title: "Answers within",
        expr: `label_replace(max by (integration) (${catalog.sloLatency}{${CHOSEN}}), "slo", "latency", "", "") and ${objective}`,
        unit: "s",
        width: 115,
      },
      ...burnColumns(),
    ],
    worstFirst: "Lasts for",
    worst: "least",
  }).noValue("None of the chosen integrations has an objective");
