/** What will be trouble if nobody acts, and what is quiet on purpose. */
import { catalog, oneOf, probe, secret, withInfo } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { table } from "../table.ts";
import { CHOSEN } from "../variables.ts";

/** Far enough ahead for a change to be planned. */
const AHEAD_SECONDS = 30 * 86400;

const named = (what: string, instants: string) => `label_replace(${instants}, "what", "${what}", "", "")`;

const ofIntegration = (instants: string) => withInfo(instants, "team");

const certificates = ofIntegration(
  `label_replace(min by (integration, check) (${probe.certificateExpiry}{${CHOSEN}}), "of", "$1", "check", "(.+)")`,
);

const trials = ofIntegration(`max by (integration) (${catalog.trialEnd}{${CHOSEN}})`);

const ofSecret = (instants: string) =>
  `label_replace(min by (secret) (${instants}), "of", "$1", "secret", "(.+)")` +
  ` * on (secret) group_left (team) ${oneOf(`${secret.secretInfo}{team=~"$team"}`, "secret", "team")}`;

/** At the pace of the last quarter of an hour, where that is before the quota is full again. */
function quotas() {
  const by = "integration, check, quota";
  const left = `${probe.quotaRemaining}{${CHOSEN}} >= 0`;
  const pace = `(min by (${by}) (deriv((${left})[15m:1m])) < 0)`;
  const seconds = `min by (${by}) (${left}) / -${pace}`;
  const reset = `min by (${by}) (${probe.quotaReset}{${CHOSEN}})`;
  return ofIntegration(
    `label_replace(time() + (${seconds} < ${reset} - time()), "of", "$1", "quota", "(.+)")`,
  );
}

export function runningOut() {
  const instants = [
    named("quota spent", quotas()),
    named("certificate ends", certificates),
    named("secret ends", ofSecret(secret.secretExpiry)),
    named("rotation due", ofSecret(secret.secretDue)),
    named("trial ends", trials),
  ].join(" or ");
  return table({
    title: "About to expire or run out",
    description:
      "The next 30 days, soonest first; what is over stays on top until somebody acts. A quota runs out at the pace of the last " +
      "15 minutes: slow down whoever spends it. Anything else: put its renewal on the team's board.",
    columns: [
      {
        title: "When",
        expr: `(max by (what, integration, of, team) (${instants}) < time() + ${AHEAD_SECONDS}) * 1000`,
        unit: "dateTimeFromNow",
        width: 120,
      },
      { title: "What", label: "what", width: 120 },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Of", label: "of" },
      { title: "Team", label: "team" },
    ],
    worstFirst: "When",
    worst: "least",
  }).noValue("Nothing within 30 days");
}

export const maintenance = () =>
  table({
    title: "Under maintenance",
    description:
      "Planned work of the vendor's or ours: nobody is paged for these, and their failures spend no error budget. " +
      "Still failing at the end: the pages begin.",
    columns: [
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      {
        title: "Until",
        expr: ofIntegration(`max by (integration) (${catalog.maintenanceEnd}{${CHOSEN}} >= 0) * 1000`),
        unit: "dateTimeFromNow",
      },
      { title: "Team", label: "team" },
    ],
    worstFirst: "Until",
  }).noValue("None");
