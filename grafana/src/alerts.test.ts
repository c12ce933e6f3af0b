/** The lists of alerts and of incidents, from the two series that Prometheus keeps of its alerts. */
import { expect, test } from "@jest/globals";
import { judge, queriesOf, queryOf } from "../test/promtool.ts";
import { activeAlerts, CHOSEN_OR_NONE, incidents } from "./alerts.ts";

const ALERT = 'alertname="IntegrationDown", integration="a", severity="critical", instance="x:1"';
/** Twice: for five minutes from the 10th on, and since the 20th. */
const series = {
  [`ALERTS{${ALERT}, alertstate="firing"}`]: "_x10 1x4 stale _x4 1x100",
  [`ALERTS_FOR_STATE{${ALERT}}`]: "_x9 540x5 stale _x3 1140x101",
  'integration_check:failure_reason:words{integration="a", check="http", reason="timeout", words="timed out"}':
    "1x15 stale",
  'integration_check:failure_reason:words{integration="a", check="http", reason="connect", words="cannot connect"}':
    "_x18 1x100",
};

const FIRST = 'alertname="IntegrationDown", integration="a", severity="critical", start="540"';
const SECOND = 'alertname="IntegrationDown", integration="a", severity="critical", start="1140"';

const [began = "", lasted = "", cause = "", state = ""] = queriesOf(incidents(CHOSEN_OR_NONE));

test.each<[string, string, Record<string, number>]>([
  ["beginning", began, { [`{${FIRST}}`]: 600_000, [`{${SECOND}}`]: 1_200_000 }],
  ["length", lasted, { [`{${FIRST}}`]: 300, [`{${SECOND}}`]: 900 }],
  ["state", state, { [`{${SECOND}}`]: 1 }],
  ["cause", cause, { [`{${FIRST}, words="timed out"}`]: 1, [`{${SECOND}, words="cannot connect"}`]: 2 }],
])("an incident that came twice stands in two rows, each with its own %s", async (_, expr, gives) => {
  await judge({ series, expr, at: 30, gives });
});

test("an incident that began since the last step of the look back is there at once", async () => {
  await judge({ series, expr: began, at: 11, gives: { [`{${FIRST}}`]: 600_000 } });
  const late = Object.fromEntries(Object.entries(series).map(([name, values]) => [name, `_x3 ${values}`]));
  await judge({ series: late, expr: began, at: 14, gives: { [`{${FIRST}}`]: 840_000 } });
});

test("alerts that page stand above those that warn, the newest of each on top; reports are not among them", async () => {
  const alert = (severity: string) => `alertname="A", integration="a", severity="${severity}"`;
  const firing = ["warning", "critical", "info"].map((severity) => [
    `ALERTS{${alert(severity)}, alertstate="firing"}`,
    "1",
  ]);
  await judge({
    series: Object.fromEntries(firing),
    expr: queryOf(activeAlerts(CHOSEN_OR_NONE), "Severity"),
    gives: { [`{${alert("critical")}}`]: 2, [`{${alert("warning")}}`]: 1 },
  });
  expect(activeAlerts(CHOSEN_OR_NONE).build().options).toMatchObject({
    sortBy: [
      { displayName: "Severity", desc: true },
      { displayName: "Active since", desc: true },
    ],
  });
});
