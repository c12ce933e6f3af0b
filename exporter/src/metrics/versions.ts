import type { Check } from "../contract.ts";
import { pairsOf } from "./check-families.ts";
import { PROBE_METRICS } from "./definitions.ts";
import { exposePairs } from "./exposition.ts";
import { Family, SINGLE } from "./family.ts";
import type { Samples } from "./page.ts";

/** A label value that comes from outside has an end. */
const LONGEST = 64;

/** The one family whose label value comes from the upstream: one series a check, the last version wins. */
export function createVersions() {
  const family = new Family(PROBE_METRICS.versionInfo);
  const known = new Map<Check, { version: string; samples: Samples }>();

  const forget = (check: Check): void => {
    const told = known.get(check);
    if (told) family.remove(told.samples);
    known.delete(check);
  };
  return {
    family,
    /** Ends the series of checks that are gone. */
    keep(checks: ReadonlySet<Check>): void {
      for (const check of known.keys()) if (!checks.has(check)) forget(check);
    },
    record(check: Check, told: string | undefined): void {
      const version = told?.slice(0, LONGEST);
      if (version === undefined || known.get(check)?.version === version) return;
      forget(check);
      const samples = family.add(`${pairsOf(check)},${exposePairs({ version })}`, SINGLE, 1);
      known.set(check, { version, samples });
    },
  };
}
