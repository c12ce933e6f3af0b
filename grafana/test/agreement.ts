/**
 * Whether VictoriaMetrics answers as Prometheus does. Where its language means another thing, only so far apart as that goes
 * (https://docs.victoriametrics.com/victoriametrics/metricsql/):
 * - rates and increases count from the sample before the window, and are not extrapolated; of what is rare one sees most, the
 *   other less than half;
 * - a series is looked back for as long as a step, where Prometheus never looks further than five minutes.
 */
import type { Answer } from "../tools/asking.ts";
import type { Series } from "../tools/query.ts";

const COUNTING = /\b(rate|increase)\(/;
const MINUTES_OF_SUBQUERY = /:(\d+)m\]/g;
const LOOKBACK_MINUTES = 5;

/** What one says and the other does not, in words. */
export function disagreements(prometheus: Answer, victoriaMetrics: Answer): string[] {
  const looser = COUNTING.test(prometheus.target.expr) || looksFurther(prometheus);
  const [here, there] = [byLabels(prometheus.series.filter(hasNumber)), byLabels(victoriaMetrics.series)];
  const lost = [...here.keys()].filter((labels) => !there.has(labels));
  const added = looksFurther(prometheus) ? [] : [...there.keys()].filter((labels) => !here.has(labels));
  const common = [...here].flatMap(([labels, one]) => {
    const other = there.get(labels);
    return other ? differences(one, other, looser).map((difference) => `${difference}: ${labels}`) : [];
  });
  return [
    ...lost.map((labels) => `is not found: ${labels}`),
    ...added.map((labels) => `is found too: ${labels}`),
    ...common,
  ].map((objection) => `${prometheus.target.refId} ${objection}`);
}

function looksFurther({ target: { expr, instant }, stepSeconds }: Answer): boolean {
  const steps = [...expr.matchAll(MINUTES_OF_SUBQUERY)].map(([, minutes]) => Number(minutes));
  return Math.max(...steps, instant ? 0 : stepSeconds / 60) > LOOKBACK_MINUTES;
}

const hasNumber = ({ values }: Series): boolean => values.some(([, value]) => value !== "NaN");

const byLabels = (all: Series[]): Map<string, Series> =>
  new Map(all.map((one) => [JSON.stringify(Object.entries(one.metric).map(rounded).sort()), one]));

/** A number that became a label: VictoriaMetrics keeps fifteen digits. */
const rounded = ([name, value]: [string, string]): [string, string] =>
  /^\d+\.\d+$/.test(value) ? [name, Number(value).toFixed(3)] : [name, value];

/**
 * Of the points that both have. Nearly all, but for gauges that the invented data tell again every four minutes only:
 * VictoriaMetrics takes that for gaps in a series that came more often before. `looser`: within a factor of four.
 */
function differences(one: Series, other: Series, looser: boolean): string[] {
  const numbers = new Map(other.values.map(([at, value]) => [Math.round(at), Number(value)]));
  const points = one.values.filter(([, value]) => value !== "NaN");
  const common = points.filter(([at]) => numbers.has(Math.round(at)));
  const here = sum(common.map(([, value]) => Number(value)));
  const there = sum(common.map(([at]) => numbers.get(Math.round(at)) as number));
  const most = Math.max(Math.abs(here), Math.abs(there));
  return [
    ...(looser || common.length >= 0.4 * points.length
      ? []
      : [`has ${common.length} of ${points.length} points`]),
    ...(Math.abs(here - there) <= (looser ? 0.75 : 0.02) * most ? [] : [`sums up to ${there}, not ${here}`]),
  ];
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
