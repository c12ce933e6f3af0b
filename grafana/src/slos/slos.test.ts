import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { judge, queriesOf } from "../../test/promtool.ts";
import { burnColumns, lastsFor } from "./burn.ts";
import { promises } from "./promises.ts";

const RULES = resolve(import.meta.dirname, "../../../prometheus/rules/slo.rules.yml");

test("a burn is coloured from where its alert counts it", async () => {
  const rules = await readFile(RULES, "utf8");
  const counted = [...rules.matchAll(/ratio_rate(\w+) (?:>|<=) ([\d.]+)$/gm)].map(
    ([, window = "", limit]) => [window, Number(limit)] as const,
  );
  // A window that both a page and a ticket read has the page's.
  const limits = Object.fromEntries(counted.toSorted(([, one], [, other]) => one - other));
  for (const { title, steps } of burnColumns())
    expect({ title, limit: steps.at(-1)?.[0] }).toEqual({
      title,
      limit: limits[title.replace("Burn ", "")],
    });
});

const DAY = 86_400;

/** Half a budget is left; a day took a tenth of it. */
const budget = (burns: Record<string, string>, failures = "0") => ({
  'integration_slo:error_budget:remaining_ratio30d{integration="shop",slo="availability"}': "0.5",
  'integration_slo:errors:increase1h{integration="shop",slo="availability"}': failures,
  ...Object.fromEntries(
    Object.entries(burns).map(([window, burn]) => [
      `integration_slo:error_budget_burn:ratio_rate${window}{integration="shop",slo="availability"}`,
      burn,
    ]),
  ),
});

const lasts = (seconds: number) => ({ '{integration="shop", slo="availability"}': seconds });

test("a budget lasts at the pace of the last hour while probes fail", async () => {
  const series = budget({ "5m": "60", "1h": "60", "1d": "3" }, "30");
  await judge({ series, expr: lastsFor, gives: lasts(DAY / 4) });
});

test("once probes succeed again it lasts at the pace of the last day", async () => {
  const series = budget({ "5m": "0", "1h": "60", "1d": "3" }, "30");
  await judge({ series, expr: lastsFor, gives: lasts(5 * DAY) });
});

test("two failed probes are no pace", async () => {
  const series = budget({ "5m": "60", "1h": "60", "1d": "3" }, "2");
  await judge({ series, expr: lastsFor, gives: lasts(5 * DAY) });
});

test("what is probed by the day has the pace of three, and what fails seldom lasts its 30 days", async () => {
  await judge({ series: budget({ "3d": "5" }), expr: lastsFor, gives: lasts(3 * DAY) });
  await judge({ series: budget({ "1d": "0" }), expr: lastsFor, gives: lasts(30 * DAY) });
});

test("a budget that is overspent is gone", async () => {
  const series = {
    ...budget({ "1d": "3" }),
    'integration_slo:error_budget:remaining_ratio30d{integration="shop",slo="availability"}': "-0.2",
  };
  await judge({ series, expr: lastsFor, gives: lasts(0) });
});

test("each promise is counted once, as broken, at risk, without data or kept", async () => {
  const promise = (integration: string) => `{integration="${integration}",slo="availability"}`;
  const left = { over: -0.1, scarce: 0.2, fast: 0.9, calm: 0.9 };
  const objectives = [...Object.keys(left), "unseen", "unset"].map((integration) => [
    `integration_slo_objective_ratio${promise(integration)}`,
    "0.99",
  ]);
  const series = {
    ...Object.fromEntries(objectives),
    ...Object.fromEntries(
      Object.entries(left).flatMap(([integration, ratio]) => [
        [`integration_slo:error_budget:remaining_ratio30d${promise(integration)}`, `${ratio}`],
        [
          `integration_slo:error_budget_burn:ratio_rate1d${promise(integration)}`,
          integration === "fast" ? "10" : "0",
        ],
      ]),
    ),
    'integration_status{integration="unset",status="not_configured"}': "1",
  };
  const [broken = "", atRisk = "", noData = "", kept = ""] = queriesOf(promises());
  await judge({ series, expr: broken, gives: { "{}": 1 } });
  await judge({ series, expr: atRisk, gives: { "{}": 2 } });
  await judge({ series, expr: noData, gives: { "{}": 1 } });
  await judge({ series, expr: kept, gives: { "{}": 1 } });
});
