import { describe, test } from "@jest/globals";
import { judge, queriesOf, queryOf } from "../../test/promtool.ts";
import { todo, undone } from "./due.ts";
import { promises } from "./holes.ts";
import { leaving, notes } from "./lifecycle.ts";
import { secrets } from "./secrets.ts";

const opened = (expr = "") => expr.replaceAll("$team", ".+");
const DAY = 86_400;

const info = (integration: string, lifecycle = "active", team = "web") =>
  `integration_info{integration="${integration}",title="T",group="g",team="${team}",lifecycle="${lifecycle}"}`;

describe("the inventory of secrets", () => {
  const secret = (name: string, over: Record<string, string> = {}) => {
    const values = {
      present: "1",
      required: "1",
      rotation_due_timestamp_seconds: "NaN",
      expiry_timestamp_seconds: "NaN",
    };
    return {
      [`integration_secret_info{secret="${name}",team="web"}`]: "1",
      ...Object.fromEntries(
        Object.entries({ ...values, ...over }).map(([what, value]) => [
          `integration_secret_${what}{secret="${name}"}`,
          value,
        ]),
      ),
    };
  };
  const series = {
    ...secret("gone", { present: "0" }),
    ...secret("unneeded", { present: "0", required: "0" }),
    ...secret("worn", {
      rotation_due_timestamp_seconds: `${-5 * DAY}`,
      expiry_timestamp_seconds: `${90 * DAY}`,
    }),
    ...secret("ending", { expiry_timestamp_seconds: `${10 * DAY}` }),
    ...secret("fresh", { rotation_due_timestamp_seconds: `${60 * DAY}` }),
  };
  const state = (name: string) => `{secret="${name}", team="web"}`;

  test("says the worst of each", async () => {
    await judge({
      series,
      expr: opened(queryOf(secrets(), "State")),
      gives: {
        [state("gone")]: 4,
        [state("worn")]: 3,
        [state("ending")]: 2,
        [state("unneeded")]: 1,
        [state("fresh")]: 0,
      },
    });
  });

  test("is due where it is within 30 days, overdue or missing", async () => {
    const due = (name: string, what: string) => `{secret="${name}", team="web", what="${what}"}`;
    await judge({
      series,
      expr: opened(queriesOf(todo())[0]),
      gives: {
        [due("gone", "secret missing")]: 0,
        [due("worn", "secret to be changed")]: -5 * DAY,
        [due("ending", "secret runs out")]: 10 * DAY,
      },
    });
  });
});

test("a trial is due while it lasts, and a certificate that nobody saw is not", async () => {
  await judge({
    series: {
      [info("tried", "piloted")]: "1",
      [info("kept")]: "1",
      'integration_trial_end_timestamp_seconds{integration="tried"}': `${-DAY}`,
      'integration_trial_end_timestamp_seconds{integration="kept"}': `${-DAY}`,
      'integration_tls_certificate_expiry_timestamp_seconds{integration="kept",check="http"}': "NaN",
    },
    expr: opened(queriesOf(todo())[0]),
    gives: { '{integration="tried", team="web", what="trial ends"}': -DAY },
  });
});

test("nothing undone is a zero, not an empty tile", async () => {
  await judge({ series: {}, expr: opened(queryOf(undone(), "secrets missing")), gives: { "{}": 0 } });
});

test("holes are counted of what pages, and a whole integration has none", async () => {
  const whole = {
    'integration_slo_objective_ratio{integration="whole",slo="availability"}': "0.99",
    'integration_response_sla_seconds{integration="whole"}': "60",
    'integration_team_info{team="web",title="Web",contact="the bridge"}': "1",
    'integration_escalation_seconds{team="web",step="1",to="lead"}': "60",
  };
  await judge({
    series: {
      ...whole,
      [info("whole")]: "1",
      [info("bare", "piloted", "ops")]: "1",
      [info("old", "deprecated")]: "1",
    },
    expr: opened(queryOf(promises(), "Holes")),
    gives: {
      '{integration="whole", title="T", team="web"}': 0,
      '{integration="bare", title="T", team="ops"}': 4,
    },
  });
});

test("what leaves is needed by those that page, directly or through others", async () => {
  await judge({
    series: {
      [info("old", "deprecated")]: "1",
      [info("older", "discontinued")]: "1",
      [info("shop")]: "1",
      [info("plan", "planned")]: "1",
      'integration_dependency{integration="shop",depends_on="old"}': "1",
      'integration_dependency{integration="plan",depends_on="old"}': "1",
    },
    expr: opened(queryOf(leaving(), "Needed by")),
    gives: { '{integration="old"}': 1, '{integration="older"}': 0 },
  });
});

test("while two exporters name different owners, each row is told once", async () => {
  const disagreed = {
    [info("shop", "active", "a")]: "1",
    [info("shop", "active", "web")]: "1",
    'integration_note{integration="shop",note="slow"}': "1",
    'integration_team_info{team="a",contact="the bridge"}': "1",
    'integration_team_info{team="web",contact="the bridge"}': "1",
    'integration_team_info{team="web",contact="the cellar"}': "1",
    'integration_secret_info{secret="key",team="a"}': "1",
    'integration_secret_info{secret="key",team="web"}': "1",
    'integration_secret_rotation_due_timestamp_seconds{secret="key"}': `${DAY}`,
  };
  const once = (expr = "") =>
    judge({ series: disagreed, expr: `count(${opened(expr)})`, gives: { "{}": 1 } });
  await once(queriesOf(todo())[0]);
  await once(queryOf(notes(), "Note"));
  await once(queryOf(promises(), "Holes"));
  await once(queryOf(promises(), "Emergency"));
});
