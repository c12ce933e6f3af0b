/** The queries of a dashboard, filled in and sent as Grafana would. */
import { secondsOf } from "../../exporter/tools/hurry.ts";
import { queryInstant, queryRange, type Series } from "./query.ts";
import { type DashboardJson, type PanelJson, substitute, type Target } from "./reading.ts";

export interface View {
  /** Of Prometheus. */
  url: string;
  /** Where the time range ends, Unix seconds, and how long it is. */
  end: number;
  rangeSeconds: number;
  /** As the data source's settings tell Grafana. */
  scrapeSeconds: number;
}

export interface Answer {
  target: Target;
  series: Series[];
  /** Between two points of a series. */
  stepSeconds: number;
  /** Milliseconds from the question to the answer. */
  tookMs: number;
}

/** Steps that Grafana rounds to, to the nearest, as far as dashboards come. */
const STEPS = [
  1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
];

/** How long its time range is when it is opened, in seconds. */
export const rangeOf = ({ time }: DashboardJson): number =>
  secondsOf(/^now-(\w+)$/.exec(time?.from ?? "")?.[1] ?? "");

/** A point per pixel at most, and no more often than the panel, the query or the data source says. */
export function stepOf(view: View, points: number, least: readonly (string | undefined)[]): number {
  const raw = view.rangeSeconds / points;
  const rounded = STEPS.reduce((best, step) => (Math.abs(step - raw) < Math.abs(best - raw) ? step : best));
  return Math.max(rounded, view.scrapeSeconds, ...least.map((text) => (text ? secondsOf(text) : 0)));
}

/** Grafana's own variables. */
export const intervals = ({ rangeSeconds, scrapeSeconds }: View, step: number): Record<string, string> => ({
  __range: `${rangeSeconds}s`,
  __interval: `${step}s`,
  __rate_interval: `${Math.max(step + scrapeSeconds, 4 * scrapeSeconds)}s`,
});

/**
 * Every variable as it stands when the dashboard is opened: all values where it offers all, else the first.
 * @param chosen values that someone picked instead
 */
export async function variablesOf(
  { templating: { list } }: DashboardJson,
  view: View,
  chosen: Record<string, string> = {},
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const { name, type, query, current, includeAll, allValue } of list) {
    const picked = [current?.value ?? []].flat();
    if (name in chosen) values[name] = chosen[name] as string;
    else if (type === "query") {
      const text = substitute(typeof query === "object" ? String(query.query) : "", values);
      const found = allValue ? [] : await labelValues(text, view);
      values[name] = includeAll ? (allValue ?? alternatives(found)) : (found[0] ?? "");
    } else if (type === "custom") values[name] = alternatives(picked);
  }
  return values;
}

const alternatives = (values: readonly string[]) =>
  values.length === 1 ? (values[0] as string) : `(${values.join("|")})`;

/** `label_values(series, label)`. */
async function labelValues(query: string, { url, end, rangeSeconds }: View): Promise<string[]> {
  const [, series = "", label = ""] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
  const parameters = { "match[]": series, start: `${end - rangeSeconds}`, end: `${end}` };
  const response = await fetch(`${url}/api/v1/label/${label}/values?${new URLSearchParams(parameters)}`);
  const { data, error } = (await response.json()) as { data?: string[]; error?: string };
  if (!data) throw new Error(`${error}: ${query}`);
  return data;
}

/** @param width of the panel, in points */
export async function askPanel(
  panel: PanelJson,
  view: View,
  variables: Record<string, string>,
  width = 800,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const target of panel.targets ?? []) answers.push(await ask(target, panel, view, variables, width));
  return answers;
}

/** A panel may look further back than its dashboard. */
export const ofPanel = ({ timeFrom }: PanelJson, view: View): View =>
  timeFrom ? { ...view, rangeSeconds: secondsOf(timeFrom) } : view;

async function ask(
  target: Target,
  panel: PanelJson,
  view: View,
  variables: Record<string, string>,
  width: number,
): Promise<Answer> {
  const seen = ofPanel(panel, view);
  const step = stepOf(seen, panel.maxDataPoints ?? width, [panel.interval, target.interval]);
  const expr = substitute(target.expr, { ...variables, ...intervals(seen, step) });
  // At multiples of the step, so that a refresh moves no point.
  const [start = 0, end = 0] = [seen.end - seen.rangeSeconds, seen.end].map((at) => at - (at % step));
  const started = performance.now();
  const series = target.instant
    ? await queryInstant(view.url, expr, view.end)
    : await queryRange(view.url, expr, { start, end, step });
  return { target, series, stepSeconds: step, tookMs: performance.now() - started };
}
