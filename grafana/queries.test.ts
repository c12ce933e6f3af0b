import { afterAll, beforeAll, test } from "@jest/globals";
import { eventually } from "../exporter/test/eventually.ts";
import { type HastyPrometheus, startHastyPrometheus } from "./test/prometheus.ts";
import { startWatchingExporter } from "./test/watching-exporter.ts";
import { type Query, queries, substitute } from "./tools/reading.ts";

/** As Grafana would send them; the integration in the middle has dependencies on both sides. */
const VARIABLES = {
  group: ".+",
  team: ".+",
  integration: "store",
  server: ".+",
  check: ".+",
  job: "integration_exporter",
  instance: ".+",
  __range: "5s",
  __interval: "5s",
  __rate_interval: "5s",
};
/** Where a dashboard shows any number of integrations, all are chosen; what looks through days looks through seconds. */
const asked = (expr: string) =>
  substitute(expr.replaceAll('=~"$integration', '=~".+'), VARIABLES)
    .replaceAll(/\[\w+:\w+\]/g, "[2m:1s]")
    .replaceAll("offset 5m", "offset 1s");

const DEADLINE_SECONDS = 120;

let exporter: Awaited<ReturnType<typeof startWatchingExporter>>;
let prometheus: HastyPrometheus;

beforeAll(async () => {
  exporter = await startWatchingExporter();
  prometheus = await startHastyPrometheus(exporter.address);
}, 120_000);

afterAll(async () => {
  await prometheus?.stop();
  await exporter?.stop();
});

async function empty(left: Query[]): Promise<Query[]> {
  const counts = await Promise.all(left.map(({ expr, instant }) => prometheus.count(asked(expr), instant)));
  return left.filter((_, index) => counts[index] === 0);
}

test(
  "every query of the dashboards finds data in a Prometheus that scraped the exporter",
  async () => {
    let left = queries;
    const look = async () => {
      left = await empty(left);
      return left;
    };
    await eventually(DEADLINE_SECONDS, look, ({ length }) => length === 0);
  },
  (DEADLINE_SECONDS + 10) * 1000,
);
