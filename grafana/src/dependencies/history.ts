/** Root causes of the time chosen. */
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { timeline } from "../panels.ts";
import { COLORS } from "../states.ts";
import { affected, FAILING } from "./causes.ts";

/** From the third failure in a row an upstream counts as down. */
const DOWN = 3;

const FAILURES: ValueMap = {
  type: MappingType.ValueToText,
  options: {
    1: { text: "one failure", color: COLORS.neutral, index: 0 },
    2: { text: "two failures", color: COLORS.warning, index: 1 },
    [DOWN]: { text: "down", color: COLORS.bad, index: 2 },
  },
};

export const causesOverTime = () =>
  timeline({
    title: "What was down under others",
    description:
      "When something that others need was down. A cause shows before and as long as what stood on it; bars below each other that begin " +
      "together are a chain, or share a cause that is not in the catalog yet: add it to `depends_on`.",
    // `@ end()`: looked up once, not again at every step. A probe that failed once is no cause.
    expr: `clamp_max(max by (depends_on) (${affected}), ${DOWN}) and on (depends_on) max_over_time(${FAILING}[$__range] @ end()) >= ${DOWN}`,
    legend: "{{depends_on}}",
    mapping: FAILURES,
  }).noValue("Nothing that others need was down");
