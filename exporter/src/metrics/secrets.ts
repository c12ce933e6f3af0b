import type { Instant, SecretEntry } from "../contract.ts";
import { SECRET_METRICS } from "./definitions.ts";
import { exposePairs } from "./exposition.ts";
import { familiesOf, SINGLE } from "./family.ts";
import type { Samples } from "./page.ts";

type Key = keyof typeof SECRET_METRICS;
const KEYS = Object.keys(SECRET_METRICS) as Key[];

/** The inventory of secrets. */
export function createSecretSeries() {
  const families = familiesOf(SECRET_METRICS);
  let series = new Map<string, Record<Key, Samples>>();

  const begin = ({ id, team }: SecretEntry): Record<Key, Samples> => {
    const owner = { secret: id, team: team.id, channel: team.channel, email: team.email };
    const pairs = (key: Key) => exposePairs(key === "secretInfo" ? owner : { secret: id });
    return Object.fromEntries(
      KEYS.map((key) => [key, families[key].add(pairs(key), SINGLE, key === "secretInfo" ? 1 : Number.NaN)]),
    ) as Record<Key, Samples>;
  };
  return {
    families,
    /** Forgets what the catalog no longer lists. Nothing counts in them, so they begin anew. */
    describe(entries: readonly SecretEntry[]): void {
      for (const family of Object.values(families)) family.clear();
      series = new Map(entries.map((entry) => [entry.id, begin(entry)]));
    },
    write(entry: SecretEntry, found: { present: boolean; rotatedAt?: Instant }): void {
      const mine = series.get(entry.id);
      const { rotateEverySeconds = Number.NaN, expiresAt = Number.NaN } = entry;
      const rotatedAt = found.rotatedAt ?? Number.NaN;
      mine?.secretPresent.set(0, found.present ? 1 : 0);
      mine?.secretRequired.set(0, entry.required ? 1 : 0);
      mine?.secretRotated.set(0, rotatedAt);
      mine?.secretDue.set(0, rotatedAt + rotateEverySeconds);
      mine?.secretExpiry.set(0, expiresAt);
    },
  };
}
