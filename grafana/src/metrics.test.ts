import { test } from "@jest/globals";
import { judge } from "../test/promtool.ts";
import { withInfo } from "./metrics.ts";

test("two exporters that disagree on an owner during a rollout leave an integration its row", async () => {
  await judge({
    series: {
      'integration_status{integration="shop", status="down"}': "1",
      'integration_info{integration="shop", team="web", instance="x:1"}': "1",
      'integration_info{integration="shop", team="pay", instance="y:1"}': "1",
    },
    expr: `count by (integration) (${withInfo("max by (integration) (integration_status)", "team")})`,
    gives: { '{integration="shop"}': 1 },
  });
});
