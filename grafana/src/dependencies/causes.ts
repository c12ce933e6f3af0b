/** Root causes: what fails that others need; how many there are, and what they cost. */
import { stat, thresholds } from "../panels.ts";
import { anyIs, COLORS, STATUS } from "../states.ts";
import { CHOSEN } from "../variables.ts";

/** The labels `integration` and `depends_on`; the value is how often in a row the latter has failed. */
export const FAILING = "integration_dependency:consecutive_failures:max";
export const UPSTREAM_CHOSEN = 'depends_on=~"$integration"';

/** A vector with `depends_on`, by that as `integration`: tables join, and link, by that name. The greatest value counts. */
export const byIntegration = (expr: string) =>
  `max by (integration) (label_replace(max by (depends_on) (${expr}), "integration", "$1", "depends_on", "(.+)"))`;

/** Dependants and what fails below them, where either was chosen. */
export const affected = `(${FAILING}{${CHOSEN}} or ${FAILING}{${UPSTREAM_CHOSEN}})`;

/** Failing, and nothing that it needs fails. */
export const causes = `(${byIntegration(affected)} unless on (integration) ${FAILING})`;

/** Each dependant with each of its causes. */
export const pairs =
  `(max by (integration, depends_on) (${affected})` +
  ` and on (depends_on) label_replace(${causes}, "depends_on", "$1", "integration", "(.+)"))`;

export const UNWELL = `${STATUS.metric}{${STATUS.label}=~"degraded|down"} == 1`;
/** From the third failure in a row somebody would be paged, were it not for the cause. */
export const PAGE_DUE =
  "integration_check:consecutive_failures:unavailable >= 3 and on (integration) integration:info:alertable";

const counted = (title: string, description: string, which: string, color: string) =>
  stat({
    title,
    description,
    series: [{ expr: `count(${which}) or vector(0)`, legend: title }],
    unit: "none",
  }).thresholds(thresholds(anyIs(color)));

export const causesNow = () =>
  counted(
    "Root causes now",
    "Integrations that fail, that others need, and that have no failing dependency themselves. Work on these; the rest follows.",
    causes,
    COLORS.bad,
  );

export const takenDown = () =>
  counted(
    "Not well because of them",
    "Integrations that stand on a root cause and are degraded or down now. They recover by themselves once it does.",
    `count by (integration) (${pairs} and on (integration) ${UNWELL})`,
    COLORS.warning,
  );

export const heldBack = () =>
  counted(
    "Held back",
    "Integrations that would page now, were it not for a root cause: their people were not woken. Probing goes on; what still " +
      "fails once the cause is back pages then.",
    `count by (integration) (${pairs} and on (integration) ${PAGE_DUE})`,
    COLORS.info,
  );
