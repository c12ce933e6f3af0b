/** What the exporter exposes. */
import { setImmediate } from "node:timers/promises";
import type { Check, DeliveryResult, Instant, Ran, SecretEntry, Webhook } from "../contract.ts";
import { type CheckFamilies, createCheckFamilies } from "./check-families.ts";
import { createDeliveries } from "./deliveries.ts";
import { type Format, OPENMETRICS_END } from "./exposition.ts";
import { createOwnMetrics, type OwnMetrics } from "./own.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { recordResult } from "./results.ts";
import { createSecretSeries } from "./secrets.ts";
import { type Loan, lasting } from "./sheet.ts";

export interface Metrics extends Recorder, Omit<OwnMetrics, "text"> {
  /** Tells of a secret whether it is there, and since when. Never its value. */
  secret(entry: SecretEntry, found: { present: boolean; rotatedAt?: Instant }): void;
  delivery(webhook: Webhook, result: DeliveryResult): void;
  /** The text of this moment, in pieces to be sent one after the other. */
  render(format: Format): Promise<Loan[]>;
}

export function createMetrics(version: string): Metrics {
  const recorder = createRecorder();
  const secrets = createSecretSeries();
  const deliveries = createDeliveries();
  const own = createOwnMetrics(version);

  return {
    ...recorder,
    ...own,
    replace(change) {
      recorder.replace(change);
      deliveries.replace(change);
    },
    describe(catalog) {
      recorder.describe(catalog);
      secrets.describe(catalog.secrets);
    },
    secret: secrets.write,
    delivery: deliveries.count,
    async render(format) {
      const ownText = await own.text(format);
      // What follows takes a millisecond.
      await setImmediate();
      const families = [...recorder.families, ...Object.values(secrets.families), deliveries.family];
      const end = format === "openmetrics" ? [lasting(Buffer.from(OPENMETRICS_END))] : [];
      return [...families.flatMap((family) => family.lend(format)), lasting(ownText), ...end];
    },
  };
}

/** Of `/metrics`, what a single probe can fill. */
const ON_DEMAND: readonly (keyof CheckFamilies["families"])[] = [
  "up",
  "lastProbeDuration",
  "probePhase",
  "failureReason",
  "certificateExpiry",
  "inventory",
  "inventoryFingerprint",
  "quotaLimit",
  "quotaRemaining",
  "quotaReset",
  "environmentStatus",
  "activity",
];

/** Probes on demand, as `/probe` answers them. */
export function renderProbes(probes: readonly { check: Check; result: Ran }[]): string {
  const { families, begin } = createCheckFamilies();
  for (const { check, result } of probes) recordResult(begin(check), check, result);
  const loans = ON_DEMAND.flatMap((key) => families[key].lend("text"));
  return Buffer.concat(loans.map(({ bytes }) => bytes)).toString();
}
