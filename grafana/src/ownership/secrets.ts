/** The inventory of secrets and of certificates: dates, never a value. */
import { MappingType, type ValueMap } from "@grafana/grafana-foundation-sdk/dashboard";
import { probe, secret, withInfo } from "../metrics.ts";
import { DRILL_DOWN } from "../navigation.ts";
import { COLORS } from "../states.ts";
import { table } from "../table.ts";
import { CHOSEN } from "../variables.ts";
import { LEFT_STEPS, left, MISSING, ofTeam } from "./due.ts";

const due = `min by (secret) (${secret.secretDue})`;
const expiry = `min by (secret) (${secret.secretExpiry})`;
const date = (timestamps: string) => `(${ofTeam(`${timestamps} >= 0`)}) * 1000`;

/** The first that holds of a secret; a greater code is worse. */
const STATES = [
  { code: 4, text: "missing", color: COLORS.bad, holds: MISSING },
  { code: 3, text: "overdue", color: COLORS.bad, holds: `${left(due)} < 0 or ${left(expiry)} < 0` },
  {
    code: 2,
    text: "due in 14 d",
    color: COLORS.warning,
    holds: `${left(due)} < 14 * 86400 or ${left(expiry)} < 14 * 86400`,
  },
  {
    code: 1,
    text: "absent, not needed",
    color: COLORS.neutral,
    holds: `max by (secret) (${secret.secretPresent}) == 0`,
  },
  { code: 0, text: "fine", color: COLORS.good, holds: `max by (secret) (${secret.secretPresent})` },
];

const MAPPING: ValueMap = {
  type: MappingType.ValueToText,
  options: Object.fromEntries(
    STATES.map(({ code, text, color }, index) => [String(code), { text, color, index }]),
  ),
};

export const secrets = () =>
  table({
    title: "Secrets, worst first",
    description:
      "From the catalog's inventory, whoever uses them; by team only. Missing: the exporter cannot read one that something needs. " +
      "Overdue: used for longer than allowed, or its issuer has ended it. Change it at the issuer first, then where it stands.",
    columns: [
      {
        title: "State",
        expr: ofTeam(STATES.map(({ code, holds }) => `(${holds}) * 0 + ${code}`).join(" or ")),
        unit: "none",
        mapping: MAPPING,
        width: 150,
      },
      { title: "Secret", label: "secret" },
      { title: "Team", label: "team" },
      {
        title: "Last changed",
        expr: date(`max by (secret) (${secret.secretRotated})`),
        unit: "dateTimeFromNow",
      },
      { title: "To be changed", expr: date(due), unit: "dateTimeFromNow" },
      { title: "Runs out", expr: date(expiry), unit: "dateTimeFromNow" },
    ],
    worstFirst: "State",
  }).noValue("The catalog has no inventory of secrets");

export const certificates = () =>
  table({
    title: "Certificates, soonest first",
    description:
      "How long the TLS certificate that each upstream showed is still valid. Most are renewed by a machine at 30 days: " +
      "one below 14 is late. A vendor's: tell them; ours: renew it.",
    columns: [
      {
        title: "Time left",
        expr: withInfo(
          left(`(min by (integration, check) (${probe.certificateExpiry}{${CHOSEN}}) >= 0)`),
          "team",
        ),
        unit: "s",
        steps: LEFT_STEPS,
      },
      { title: "Integration", label: "integration", link: DRILL_DOWN },
      { title: "Check", label: "check" },
      { title: "Team", label: "team" },
    ],
    worstFirst: "Time left",
    worst: "least",
  }).noValue("No TLS seen");
