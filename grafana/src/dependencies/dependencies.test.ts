import { expect, test } from "@jest/globals";
import { judge, queriesOf } from "../../test/promtool.ts";
import { COLORS } from "../states.ts";
import { graph } from "./graph.ts";
import { causeTable, mostNeeded, takenDownTable } from "./tables.ts";

/** `till` needs `store`, which needs `host`. */
const NEEDS = {
  'integration_dependency{integration="till",depends_on="store",direct="true"}': "1",
  'integration_dependency{integration="till",depends_on="host",direct="false"}': "1",
  'integration_dependency{integration="store",depends_on="host",direct="true"}': "1",
};

const status = (integration: string, status: string) => ({
  [`integration_status{integration="${integration}",status="${status}"}`]: "1",
  [`integration_info{integration="${integration}",title="The ${integration}",team="web",channel="#web"}`]:
    "1",
});

/** `host` is down and takes `store` with it; `till` does without for now. */
const OUTAGE = {
  ...NEEDS,
  ...status("host", "down"),
  ...status("store", "down"),
  ...status("till", "healthy"),
  'integration_dependency:consecutive_failures:max{integration="till",depends_on="store"}': "5",
  'integration_dependency:consecutive_failures:max{integration="till",depends_on="host"}': "6",
  'integration_dependency:consecutive_failures:max{integration="store",depends_on="host"}': "6",
  'integration_check:consecutive_failures:unavailable{integration="host",check="http"}': "6",
  'integration_check:consecutive_failures:unavailable{integration="store",check="http"}': "5",
  'integration_check:consecutive_failures:unavailable{integration="till",check="http"}': "0",
  'integration:info:alertable{integration="store"}': "1",
  'integration:info:alertable{integration="till"}': "1",
};

test("the root cause of a chain is its end, and counts all above it", async () => {
  const [neededBy = "", notWell = "", heldBack = ""] = queriesOf(causeTable());
  await judge({ series: OUTAGE, expr: neededBy, gives: { '{integration="host"}': 2 } });
  await judge({ series: OUTAGE, expr: notWell, gives: { '{integration="host"}': 1 } });
  await judge({ series: OUTAGE, expr: heldBack, gives: { '{integration="host"}': 1 } });
});

test("what a cause takes down is told once for each, with whether its page is held back", async () => {
  const [statuses = "", pages = ""] = queriesOf(takenDownTable());
  const [store, till] = ["store", "till"].map((integration) => `integration="${integration}"`);
  await judge({
    series: OUTAGE,
    expr: statuses,
    gives: {
      [`{${store}, depends_on="host", team="web", channel="#web"}`]: 4,
      [`{${till}, depends_on="host", team="web", channel="#web"}`]: 1,
    },
  });
  await judge({
    series: OUTAGE,
    expr: pages,
    gives: { [`{${store}, depends_on="host"}`]: 1, [`{${till}, depends_on="host"}`]: 0 },
  });
});

test("what many need is told with the better availability that is promised on top of it", async () => {
  const series = {
    ...NEEDS,
    'integration_slo_objective_ratio{integration="host",slo="availability"}': "0.99",
    'integration_slo_objective_ratio{integration="store",slo="availability"}': "0.99",
    'integration_slo_objective_ratio{integration="till",slo="availability"}': "0.999",
  };
  const queries = queriesOf(mostNeeded());
  await judge({
    series,
    expr: queries[0] as string,
    gives: { '{integration="host"}': 2, '{integration="store"}': 1 },
  });
  await judge({
    series,
    expr: queries.at(-1) as string,
    gives: { '{integration="host"}': 0.999, '{integration="store"}': 0.999 },
  });
});

test("the graph draws the steps that the catalog names, red where they lead to a failure", async () => {
  const [nodes = "", edges = ""] = queriesOf(graph());
  const node = (id: string, mainstat: string, code: number, color: string) =>
    `{id="${id}", integration="${id}", title="The ${id}", team="web", subtitle="web", mainstat="${mainstat}", code="${code}", color="${color}"}`;
  await judge({
    series: OUTAGE,
    expr: nodes,
    gives: {
      [node("host", "down", 4, COLORS.bad)]: 1,
      [node("store", "down", 4, COLORS.bad)]: 1,
      [node("till", "healthy", 1, COLORS.good)]: 1,
    },
  });
  const edge = (source: string, target: string, look: string) =>
    `{id="${source} needs ${target}", integration="${source}", depends_on="${target}", source="${source}", target="${target}", ${look}}`;
  const red = `mainstat="fails", color="${COLORS.bad}"`;
  await judge({
    series: OUTAGE,
    expr: edges,
    gives: { [edge("till", "store", red)]: 1, [edge("store", "host", red)]: 1 },
  });
  const calm = { ...NEEDS, ...status("host", "healthy") };
  const grey = `color="${COLORS.neutral}"`;
  await judge({
    series: calm,
    expr: edges,
    gives: { [edge("till", "store", grey)]: 1, [edge("store", "host", grey)]: 1 },
  });
});

test("a situation that comes out otherwise is told", async () => {
  await expect(judge({ series: { up: "1" }, expr: "up", gives: { up: 2 } })).rejects.toThrow("exp:");
});
