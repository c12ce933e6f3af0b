/** What a state looks like: everywhere the same word, colour and order, worst last. */
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import type { CIRCUIT_STATES, Status } from "../../exporter/src/contract.ts";
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

export const COLORS = {
  good: "green",
  warning: "orange",
  bad: "red",
  neutral: "#8e8e8e",
  info: "blue",
} as const;

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

/** H5 of the mission: healthy above 95 %, down below 90 %. */
export const RATIO_STEPS: Steps = [
  [null, COLORS.bad],
  [0.9, COLORS.warning],
  [0.95, COLORS.good],
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
