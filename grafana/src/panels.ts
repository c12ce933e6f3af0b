/** The kinds of panels that the dashboards are made of, with one look; each needs a title and what to do with it. */
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMap,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimelineBuilder } from "@grafana/grafana-foundation-sdk/statetimeline";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { COLORS, type Steps } from "./states.ts";

/** The data source is the dashboard's variable: no dashboard knows whose Prometheus it will show. */
export const DATASOURCE = { type: "prometheus", uid: `\${datasource}` };

/** Of what another may keep for longer: the data source of the panels of `history/years.ts`. */
export const HISTORY = { type: "prometheus", uid: `\${history}` };

/** What every panel must say. The description is for a person on a bad night: what it means, what to do. */
export interface About {
  title: string;
  description: string;
}

export interface Series {
  expr: string;
  legend: string;
}

export const thresholds = (steps: Steps) =>
  new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(steps.map(([value, color]): Threshold => ({ value, color })));

/** A query of the moment. */
export const now = ({ expr, legend }: Series) =>
  new DataqueryBuilder().expr(expr).legendFormat(legend).instant();
/** A query over the dashboard's time range. */
export const range = ({ expr, legend }: Series) =>
  new DataqueryBuilder().expr(expr).legendFormat(legend).range();

const legend = (calcs: string[]) =>
  new VizLegendOptionsBuilder()
    .displayMode(calcs.length > 0 ? LegendDisplayMode.Table : LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(calcs);

const tooltip = () =>
  new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);

/** One big number (or word) per series, the last one. */
export const stat = ({ title, description, series, unit }: About & { series: Series[]; unit: string }) =>
  new StatBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .targets(series.map(now))
    .unit(unit)
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.Auto)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false).fields(""));

/** Lines over time. Windows of at least a minute: shorter ones would hold no probe. */
export const lines = ({ title, description, series, unit }: About & { series: Series[]; unit: string }) =>
  new TimeseriesBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .targets(series.map(range))
    .unit(unit)
    .axisSoftMin(0)
    .interval("1m")
    .lineWidth(2)
    .fillOpacity(8)
    .showPoints(VisibilityMode.Never)
    .legend(legend(["mean", "max", "lastNotNull"]))
    .tooltip(tooltip());

/** What adds up, one on top of the other. */
export const stacked = (options: About & { series: Series[]; unit: string }) =>
  lines(options)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(80)
    .lineWidth(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));

/** A dashed line at a limit that no series tells. */
export const withLimit = (panel: TimeseriesBuilder, limit: number) =>
  panel
    .thresholds(
      thresholds([
        [null, COLORS.good],
        [limit, COLORS.bad],
      ]),
    )
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));

/** A line that tells a limit rather than a measurement. */
export const limitLine = (color: string): DynamicConfigValue[] => [
  { id: "custom.lineStyle", value: { fill: "dash", dash: [10, 10] } },
  { id: "custom.lineWidth", value: 1 },
  { id: "custom.fillOpacity", value: 0 },
  { id: "color", value: { mode: "fixed", fixedColor: color } },
];

/** States over time, a bar per series. */
export const timeline = ({
  title,
  description,
  expr,
  legend: text,
  mapping,
}: About & Series & { mapping: ValueMap }) =>
  new TimelineBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .withTarget(range({ expr, legend: text }))
    .unit("short")
    .mappings([mapping])
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .showValue(VisibilityMode.Never)
    .fillOpacity(85)
    .legend(legend([]))
    .tooltip(tooltip());
