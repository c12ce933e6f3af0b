/** What has a date, or should have been done: secrets, certificates, trials, documentation. */
import { catalog, oneOf, probe, secret, withInfo } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { stat, thresholds } from "../panels.ts";
import { anyIs, COLORS, type Steps } from "../states.ts";
import { table } from "../table.ts";
import { CHOSEN } from "../variables.ts";
import { holes } from "./holes.ts";

const DAY_SECONDS = 86_400;

/** By the seconds that are left. Two weeks are what the alerts give. */
export const LEFT_STEPS: Steps = [
  [null, COLORS.bad],
  [1, COLORS.warning],
  [14 * DAY_SECONDS, COLORS.good],
];

/** `expr` (a value per secret) of the chosen teams, with the team beside it. */
export const ofTeam = (expr: string) =>
  `(${expr}) * on (secret) group_left (team) ${oneOf(`${secret.secretInfo}{team=~"$team"}`, "secret", "team")}`;

export const left = (timestamps: string) => `${timestamps} - time()`;
export const MISSING = `max by (secret) (${secret.secretPresent}) == 0 and on (secret) max by (secret) (${secret.secretRequired}) == 1`;
const trialEnd = `max by (integration) (${catalog.trialEnd}{${CHOSEN}}) and on (integration) ${catalog.info}{lifecycle="piloted"}`;
const pages = (kind: string) =>
  `max by (integration, check) (${probe.inventory}{${CHOSEN}, kind="${kind}"}) > 0`;

/** Each a value per secret or integration: the seconds that are left, 0 where it should have been done at once. */
const ITEMS = {
  "secret missing": ofTeam(`(${MISSING}) * 0`),
  "secret to be changed": ofTeam(left(`min by (secret) (${secret.secretDue})`)),
  "secret runs out": ofTeam(left(`min by (secret) (${secret.secretExpiry})`)),
  "certificate runs out": withInfo(
    left(`min by (integration, check) (${probe.certificateExpiry}{${CHOSEN}})`),
    "team",
  ),
  "trial ends": withInfo(left(`(${trialEnd})`), "team"),
  "pages out of date": withInfo(`(${pages("pages_stale")}) * 0`, "team"),
  "links lead nowhere": withInfo(`(${pages("links_broken")}) * 0`, "team"),
};
type Item = keyof typeof ITEMS;

export const todo = () =>
  table({
    title: "To do, most urgent first",
    description:
      "What is due within 30 days, was due, or should not be. Red: at once, or too late already. Each kind alerts its team too, " +
      "with a runbook; what stays here for weeks has an owner who does not read those.",
    columns: [
      {
        title: "Time left",
        expr: Object.entries(ITEMS)
          .map(([what, expr]) => `label_replace((${expr}) < ${30 * DAY_SECONDS}, "what", "${what}", "", "")`)
          .join(" or "),
        unit: "s",
        steps: LEFT_STEPS,
      },
      { title: "What", label: "what" },
      { title: "Team", label: "team" },
      { title: "Secret", label: "secret" },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Check", label: "check" },
    ],
    worstFirst: "Time left",
    worst: "least",
  }).noValue("Nothing is due within 30 days");

const late = (item: Item) => `(${ITEMS[item]}) <= 0`;
const soon = (item: Item) => `(${ITEMS[item]}) < ${14 * DAY_SECONDS}`;

export function undone() {
  const tiles: { legend: string; expr: string; color: string }[] = [
    { legend: "secrets missing", expr: late("secret missing"), color: COLORS.bad },
    { legend: "secrets overdue", expr: late("secret to be changed"), color: COLORS.bad },
    { legend: "secrets expire soon", expr: soon("secret runs out"), color: COLORS.warning },
    { legend: "certificates expire soon", expr: soon("certificate runs out"), color: COLORS.warning },
    { legend: "trials over", expr: late("trial ends"), color: COLORS.warning },
    {
      legend: "documentation stale",
      expr: `${late("pages out of date")} or ${late("links lead nowhere")}`,
      color: COLORS.warning,
    },
    ...Object.entries(holes).map(([hole, expr]) => ({
      legend: `without ${hole}`,
      expr,
      color: COLORS.info,
    })),
  ];
  const panel = stat({
    title: "Left undone",
    description:
      "How many of each. Red: somebody will be locked out, or is; yellow: a date within 14 days; blue: a question that the catalog " +
      "leaves open, and that somebody asks on a bad night. The tables below name them.",
    series: tiles.map(({ legend, expr }) => ({ legend, expr: `count(${expr}) or vector(0)` })),
    unit: "none",
  });
  for (const { legend, color } of tiles)
    panel.overrideByName(legend, [{ id: "thresholds", value: thresholds(anyIs(color)).build() }]);
  return panel;
}
