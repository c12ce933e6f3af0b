/** Times of the configurations, shortened by one factor: what takes an hour in earnest can be seen in minutes. */

const LENGTHS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };
const PART = /(\d+)(ms|[smhdwy])/g;
const DURATION = /(?:\d+(?:ms|[smhdwy]))+/.source;
const HOUR_SECONDS = 3600;

/** Of a duration as Prometheus and Alertmanager write it. */
export const secondsOf = (duration: string): number =>
  [...duration.matchAll(PART)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * LENGTHS[unit as keyof typeof LENGTHS],
    0,
  );

/** A duration so many times shorter, to the millisecond. */
export const hurried = (duration: string, factor: number): string =>
  `${Math.round((secondsOf(duration) * 1000) / factor)}ms`;

const WAIT = new RegExp(`^(\\s*(?:for|keep_firing_for|interval): )(${DURATION})$`, "gm");
const WINDOW = new RegExp(`\\[(${DURATION})(?::(${DURATION}))?\\]`, "g");

/**
 * The text of a rule file. Windows of an hour and more stay: the exporter judges by the last hour as well, and
 * error budgets by days.
 */
export function hurryRules(text: string, factor: number): string {
  return text
    .replaceAll(WAIT, (_, key, wait) => key + hurried(wait, factor))
    .replaceAll(WINDOW, (whole, window, step) =>
      secondsOf(window) >= HOUR_SECONDS
        ? whole
        : `[${hurried(window, factor)}${step ? `:${hurried(step, factor)}` : ""}]`,
    );
}

export interface Route {
  routes?: Route[];
  [setting: string]: unknown;
}

/** With its sub-routes. What is told again stays as rare as it is. */
export function hurryRoute(route: Route, factor: number): Route {
  const entries = Object.entries(route).map(([key, value]) =>
    key === "group_wait" || key === "group_interval" ? [key, hurried(value as string, factor)] : [key, value],
  );
  return {
    ...Object.fromEntries(entries),
    ...(route.routes && { routes: route.routes.map((inner) => hurryRoute(inner, factor)) }),
  };
}
