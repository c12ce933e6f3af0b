import { test } from "@jest/globals";
import { judge, queriesOf } from "../../test/promtool.ts";
import { costsBy, unknownCosts } from "./money.ts";
import { quotasLow, quotasOverTime, quotaTable } from "./quotas.ts";

const of = (name: string, labels: string) => `${name}{${labels}}`;

const CALLS = 'integration="shop",check="http",quota="calls"';
const CALLS_LEFT = { [`{${CALLS}}`]: 0 };

/** Of 1000 calls `spent` are used each minute; twenty minutes later, the reset is `minutes` away. */
const quota = (spent: number, minutes: number) => ({
  [of("integration_quota_limit", CALLS)]: "1000x20",
  [of("integration_quota_remaining", CALLS)]: `1000-${spent}x20`,
  [of("integration_quota_reset_timestamp_seconds", CALLS)]: `${(20 + minutes) * 60}x20`,
  [of("integration_check:quota_remaining:ratio", CALLS)]: `1-${spent / 1000}x20`,
});

test("a quota is forecast to its reset, at its present pace", async () => {
  const [forecast = ""] = queriesOf(quotaTable());
  await judge({ series: quota(10, 30), expr: forecast, at: 20, gives: { [`{${CALLS}}`]: 0.5 } });
});

test("a quota that is spent before its reset has nothing left there, and is counted", async () => {
  const [forecast = ""] = queriesOf(quotaTable());
  const [, tooFast = ""] = queriesOf(quotasLow());
  await judge({ series: quota(20, 60), expr: forecast, at: 20, gives: CALLS_LEFT });
  await judge({ series: quota(20, 60), expr: tooFast, at: 20, gives: { "{}": 1 } });
  await judge({ series: quota(10, 30), expr: tooFast, at: 20, gives: { "{}": 0 } });
});

test("a quota that nobody spends is forecast to stay", async () => {
  const [forecast = ""] = queriesOf(quotaTable());
  await judge({ series: quota(0, 30), expr: forecast, at: 20, gives: { [`{${CALLS}}`]: 1 } });
});

const info = (integration: string, team: string) =>
  of("integration_info", `integration="${integration}",team="${team}",title="The ${integration}"`);
const cost = (integration: string, bound: string) =>
  of("integration_cost_dollars_per_month", `integration="${integration}",bound="${bound}"`);

/** Two exporters tell of `shop`. */
const COSTS = {
  [info("shop", "web")]: "1",
  [info("mail", "web")]: "1",
  [info("bank", "pay")]: "1",
  [cost("shop", 'min",instance="a')]: "10",
  [cost("shop", 'min",instance="b')]: "10",
  [cost("shop", "max")]: "60",
  [cost("mail", "max")]: "100",
  'integration_cost_budget_dollars_per_month{integration="shop"}': "50",
};

test("a team's costs are summed once, and its share of budgets leaves out what has none", async () => {
  const [from = "", to = "", , share = "", unknown = ""] = queriesOf(costsBy("team"));
  await judge({ series: COSTS, expr: from, gives: { '{team="web"}': 10 } });
  await judge({ series: COSTS, expr: to, gives: { '{team="web"}': 160 } });
  await judge({ series: COSTS, expr: share, gives: { '{team="web"}': 1.2 } });
  await judge({ series: COSTS, expr: unknown, gives: { '{team="pay"}': 1 } });
});

test("an integration without a cost is named with its team", async () => {
  const [expr = ""] = queriesOf(unknownCosts());
  await judge({
    series: COSTS,
    expr,
    gives: { '{integration="bank", team="pay", title="The bank"}': 1 },
  });
});

test("a quota that is full again each hour is told by how far down it came", async () => {
  const [expr = ""] = queriesOf(quotasOverTime());
  const left = { [of("integration_check:quota_remaining:ratio", CALLS)]: "1-0.01x29 1-0.02x29" };
  await judge({
    series: left,
    expr: expr.replaceAll("$__range", "1h"),
    at: 59,
    gives: { [`{${CALLS}}`]: 0.42 },
  });
});
