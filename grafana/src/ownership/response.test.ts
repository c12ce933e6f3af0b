import { test } from "@jest/globals";
import { judge, queryOf } from "../../test/promtool.ts";
import { pagedIntegrations, teams } from "./response.ts";

const info = (integration: string, team: string) =>
  `integration_info{integration="${integration}",team="${team}"}`;
const age = (integration: string, instance: string) =>
  `integration:page_age:seconds{integration="${integration}",instance="${instance}",team="web"}`;
/** `shop`: a page of four hours, seen by two exporters in turn, and one of an hour. `wiki` promises nothing. */
const series = {
  [info("shop", "web")]: "1x600",
  [info("wiki", "docs")]: "1x600",
  'integration_response_sla_seconds{integration="shop"}': "7200x600",
  [age("shop", "a")]: "0+60x120 stale",
  [age("shop", "b")]: "_x120 7200+60x120 _x60 0+60x60 stale",
  [age("wiki", "a")]: "0+60x600",
};
const at = (expr: string, gives: Record<string, number>) =>
  judge({ series, expr: expr.replaceAll("$__range", "600m"), at: 600, gives });

test("the response SLA is held against how long each page lasted", async () => {
  const column = (title: string) => queryOf(pagedIntegrations(), title);
  await at(column("Pages"), { '{integration="shop"}': 2, '{integration="wiki"}': 1 });
  await at(column("Past SLA"), { '{integration="shop"}': 1 });
  await at(column("Longest"), { '{integration="shop"}': 14_400, '{integration="wiki"}': 36_000 });
  await at(column("Open for"), { '{integration="wiki"}': 36_000 });
});

test("the response SLA is kept by no team that promised none", async () => {
  await at(queryOf(teams(), "SLA kept at least"), { '{team="web"}': 0.5 });
});
