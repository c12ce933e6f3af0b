/** Prometheus' own engine on a few samples: what a query of a dashboard makes of a situation. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dataquery } from "@grafana/grafana-foundation-sdk/prometheus";
import { engine } from "../../exporter/tools/engines.ts";

/** In the order of a table's columns. */
export const queriesOf = (panel: Builder<Panel>): string[] =>
  (panel.build().targets as Dataquery[]).map(({ expr }) => expr);

/** That of the column, tile or line with this name. */
export const queryOf = (panel: Builder<Panel>, name: string): string =>
  (panel.build().targets as Dataquery[]).find(({ legendFormat }) => legendFormat === name)?.expr ?? "";

export interface Situation {
  /** Series to their samples, one a minute, as promtool writes them: `0+1x10`. */
  series: Record<string, string>;
  /** With its variables: everything is chosen. */
  expr: string;
  /** Minutes after the first sample. */
  at?: number;
  /** What it must give, to three decimals: labels to value. */
  gives: Record<string, number>;
}

/** Throws promtool's words, with what it got, where the query gives anything else. */
export async function judge({ series, expr, at = 0, gives }: Situation): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "situation-"));
  const file = join(folder, "situation.json");
  await writeFile(
    file,
    JSON.stringify({
      tests: [
        {
          interval: "1m",
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: [
            {
              expr: `round(${expr.replaceAll("$integration", ".+")}, 0.001)`,
              eval_time: `${at}m`,
              exp_samples: Object.entries(gives).map(([labels, value]) => ({ labels, value })),
            },
          ],
        },
      ],
    }),
  );
  try {
    await promisify(execFile)(await engine("promtool"), ["test", "rules", file]);
  } catch (error) {
    throw new Error((error as { stderr?: string }).stderr ?? String(error));
  } finally {
    await rm(folder, { recursive: true });
  }
}
