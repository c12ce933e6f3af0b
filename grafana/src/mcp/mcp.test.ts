import { test } from "@jest/globals";
import { judge, queriesOf, queryOf } from "../../test/promtool.ts";
import { counts } from "./servers.ts";
import { drift, drifts, listsChanged } from "./tools.ts";

/** A check `mcp` of each integration, and of `site` one that speaks no MCP. */
const info = Object.fromEntries(
  ["search", "files", "site"].map((integration) => [
    `integration_check_info{integration="${integration}",check="mcp",provider="${integration === "site" ? "http" : "mcp"}"}`,
    "1x200",
  ]),
);
const fingerprint = (integration: string) =>
  `integration_inventory_fingerprint{integration="${integration}",check="mcp",kind="tools"}`;
const list = (integration: string) => `{integration="${integration}", check="mcp", kind="tools"}`;

/** The names on the list of `search` change at 31 minutes; an exporter is started anew between two same lists of `files`. */
const series = {
  ...info,
  [fingerprint("search")]: "7x30 9x170",
  [fingerprint("files")]: "5x30 NaN+0x7 5x160",
  [fingerprint("site")]: "3x30 4x170",
};
const opened = (expr: string) => expr.replaceAll("$server", ".+").replaceAll("$__range", "60m");
const at = (minutes: number, expr: string | undefined, gives: Record<string, number>) =>
  judge({ series, expr: opened(expr ?? ""), at: minutes, gives });

test("a list that changed is told for an hour; a start of the exporter and other providers are no drift", async () => {
  const [expr] = queriesOf(drift());
  await at(80, expr, { [list("search")]: 1, [list("files")]: 0 });
  await at(100, expr, { [list("search")]: 0, [list("files")]: 0 });
});

test("a list is held against that of the beginning of the time chosen", async () => {
  const [expr] = queriesOf(listsChanged());
  await at(80, expr, { "{}": 1 });
  await at(100, expr, { "{}": 0 });
});

test("changes are counted, and the last one has its time", async () => {
  await at(80, queryOf(drifts(), "Changes"), { [list("search")]: 1, [list("files")]: 0 });
  await at(80, queryOf(drifts(), "Last changed (7 d)"), { [list("search")]: 35 * 60 * 1000 });
});

test("a server that two exporters probe is one server, and a check that speaks no MCP is none", async () => {
  const status = (integration: string, instance: string) =>
    `integration_check_status{integration="${integration}",check="mcp",status="down",instance="${instance}"}`;
  await judge({
    series: {
      ...info,
      [status("search", "a")]: "1",
      [status("search", "b")]: "1",
      [status("site", "a")]: "1",
    },
    expr: opened(queryOf(counts(), "down")),
    gives: { "{}": 1 },
  });
});
