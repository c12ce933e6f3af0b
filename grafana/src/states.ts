/** What a state looks like: everywhere the same word, colour and order, worst last. */
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import type { CIRCUIT_STATES, Phase, Status } from "../../exporter/src/contract.ts";
import { probe } from "./metrics.ts";

interface State {
  /** What a query turns the state into. A greater code is worse: `max` finds the worst, and a table sorts by it. */
  code: number;
  text: string;
  color: string;
}

export interface StateSet {
  metric: string;
  label: string;
  states: Readonly<Record<string, State>>;
}

/** Colours from values upwards: `[[null, red], [0.9, orange]]` is red below 0.9. */
export type Steps = [from: number | null, color: string][];

/**
 * Not Grafana's green and red, which a twelfth of all men see as the same. These differ in hue for every kind of colour
 * blindness (a test computes it) and good and bad also in lightness. A colour never stands alone: a word is beside it.
 */
export const COLORS = {
  good: "#33bba0",
  warning: "#ffb81c",
  bad: "#d7263d",
  neutral: "#6b6f76",
  info: "#4f83e0",
} as const;

/** Blues are the network's, amber is the vendor's thinking. */
export const PHASE_COLORS: Readonly<Record<Phase, string>> = {
  dns: "#24478f",
  connect: COLORS.info,
  tls: "#a9c3f5",
  wait: COLORS.warning,
  transfer: COLORS.good,
};

export const STATUS_STATES: Readonly<Record<Status, State>> = {
  not_configured: { code: 0, text: "not configured", color: COLORS.info },
  healthy: { code: 1, text: "healthy", color: COLORS.good },
  unknown: { code: 2, text: "unknown", color: COLORS.neutral },
  degraded: { code: 3, text: "degraded", color: COLORS.warning },
  down: { code: 4, text: "down", color: COLORS.bad },
};

const CIRCUIT: Readonly<Record<(typeof CIRCUIT_STATES)[number], State>> = {
  closed: { code: 0, text: "closed", color: COLORS.good },
  half_open: { code: 1, text: "half open", color: COLORS.warning },
  open: { code: 2, text: "open", color: COLORS.bad },
};

export const STATUS: StateSet = { metric: probe.status, label: "status", states: STATUS_STATES };
export const CHECK_STATUS: StateSet = { metric: probe.checkStatus, label: "status", states: STATUS_STATES };
export const ENVIRONMENT: StateSet = {
  metric: probe.environmentStatus,
  label: "status",
  states: STATUS_STATES,
};
export const VENDOR: StateSet = { metric: probe.reportedStatus, label: "status", states: STATUS_STATES };
export const BREAKER: StateSet = { metric: probe.circuitBreakerState, label: "state", states: CIRCUIT };

/** Prometheus' own series of alerts, by the label that every rule sets. */
export const SEVERITY: StateSet = {
  metric: "ALERTS",
  label: "severity",
  states: {
    info: { code: 0, text: "info", color: COLORS.info },
    warning: { code: 1, text: "warning", color: COLORS.warning },
    critical: { code: 2, text: "critical", color: COLORS.bad },
  },
};

/** H5 of the mission: healthy above 95 %, down below 90 %. */
export const RATIO_STEPS: Steps = [
  [null, COLORS.bad],
  [0.9, COLORS.warning],
  [0.95, COLORS.good],
];

/** Where none is good, and any is `color`. */
export const anyIs = (color: string): Steps => [
  [null, COLORS.good],
  [1, color],
];

function look({ text, color }: State) {
  return { text, color };
}

/** The recorded score of an integration is its status in one series, which is cheap to draw. */
export const SCORE_MAPPING: ValueMap = {
  type: MappingType.ValueToText,
  options: {
    0: { ...look(STATUS_STATES.down), index: 0 },
    50: { ...look(STATUS_STATES.degraded), index: 1 },
    100: { ...look(STATUS_STATES.healthy), index: 2 },
  },
};

/** Turns the codes back into words and colours. */
export const mappingOf = ({ states }: StateSet): ValueMap => ({
  type: MappingType.ValueToText,
  options: Object.fromEntries(
    Object.values(states).map((state, index) => [String(state.code), { ...look(state), index }]),
  ),
});
