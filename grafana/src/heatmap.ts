import { PanelBuilder, YAxisConfigBuilder } from "@grafana/grafana-foundation-sdk/heatmap";
import { PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { type About, DATASOURCE, range } from "./panels.ts";

/** Where the durations lie, by bucket of the histogram. */
export const heatmap = ({ title, description, expr }: About & { expr: string }) =>
  new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .withTarget(range({ expr, legend: "{{le}}" }).format(PromQueryFormat.Heatmap))
    .unit("s")
    .interval("1m")
    .yAxis(new YAxisConfigBuilder().unit("s"));
