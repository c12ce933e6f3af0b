/** One integration: what its vendor calls us with. */
import type { DeliveryResult } from "../../../exporter/src/contract.ts";
import { webhook } from "../metrics.ts";
import { stacked } from "../panels.ts";
import { COLORS } from "../states.ts";
import { ONE } from "../variables.ts";

const RESULT_COLORS: Record<DeliveryResult, string> = {
  verified: COLORS.good,
  bad_signature: COLORS.warning,
  unsigned: COLORS.warning,
  stale: COLORS.warning,
  too_large: COLORS.warning,
  secret_missing: COLORS.bad,
};

export function deliveries() {
  const panel = stacked({
    title: "Calls of its webhooks",
    description:
      "By what their signature says. Amber in the place of green: our secret is not the vendor's any more, or a proxy alters " +
      "bodies; amber on top of green: forged calls. Red: the exporter cannot read the secret.",
    series: [
      {
        expr: `sum by (webhook, result) (increase(${webhook.deliveries}{${ONE}}[$__rate_interval])) > 0`,
        legend: "{{webhook}}: {{result}}",
      },
    ],
    unit: "short",
  })
    .interval("5m")
    .noValue("No calls");
  for (const [result, fixedColor] of Object.entries(RESULT_COLORS))
    panel.overrideByRegexp(`/: ${result}$/`, [{ id: "color", value: { mode: "shades", fixedColor } }]);
  return panel;
}
