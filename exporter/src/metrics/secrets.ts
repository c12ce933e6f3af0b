import type { Registry } from "prom-client";
import type { Instant, SecretEntry } from "../contract.ts";
import { SECRET_METRICS } from "./definitions.ts";
import { gauge } from "./instruments.ts";

/** Writes the inventory of secrets. */
export function createSecretSeries(registry: Registry) {
  const gauges = {
    info: gauge(SECRET_METRICS.secretInfo, registry),
    present: gauge(SECRET_METRICS.secretPresent, registry),
    required: gauge(SECRET_METRICS.secretRequired, registry),
    rotated: gauge(SECRET_METRICS.secretRotated, registry),
    due: gauge(SECRET_METRICS.secretDue, registry),
    expiry: gauge(SECRET_METRICS.secretExpiry, registry),
  };
  return {
    /** Forgets what the catalog no longer lists. */
    reset(): void {
      for (const target of Object.values(gauges)) target.reset();
    },
    write(entry: SecretEntry, found: { present: boolean; rotatedAt?: Instant }): void {
      const labels = { secret: entry.id };
      const { team, rotateEverySeconds = Number.NaN, expiresAt = Number.NaN } = entry;
      const rotatedAt = found.rotatedAt ?? Number.NaN;
      gauges.info.set({ ...labels, team: team.id, channel: team.channel, email: team.email }, 1);
      gauges.present.set(labels, found.present ? 1 : 0);
      gauges.required.set(labels, entry.required ? 1 : 0);
      gauges.rotated.set(labels, rotatedAt);
      gauges.due.set(labels, rotatedAt + rotateEverySeconds);
      gauges.expiry.set(labels, expiresAt);
    },
  };
}
