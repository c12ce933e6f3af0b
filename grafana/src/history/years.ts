/** A year, day by day, on dashboards that are about now: a row to unfold, from the data source that keeps it. */
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { line, type Section } from "../dashboard.ts";
import { HISTORY } from "../panels.ts";

/** Folded, a row asks nothing. */
export const years = (...panels: Builder<Panel>[]): Section => ({
  title: "A year, day by day",
  collapsed: true,
  // As wide as the screen: Grafana refuses a status history whose days would have less than two pixels.
  lines: panels.map((panel) => line(8, [24, ofYear(panel)])),
});

const ofYear = (panel: Builder<Panel>): Builder<Panel> => ({
  build: () => {
    const { description, ...built } = panel.build();
    return {
      ...built,
      description: `${description} As far back as the data source History at the top knows: Prometheus keeps 30 days.`,
      datasource: HISTORY,
      timeFrom: "1y",
    };
  },
});
