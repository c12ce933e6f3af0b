import type { Check, Observations } from "../contract.ts";
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
  const known = new Map<Check, { pairs: string; samples: Samples }>();

  const forget = (check: Check): void => {
    const told = known.get(check);
    told?.samples.end();
    known.delete(check);
  };
  return {
    family,
    forget,
    record(check: Check, { version, protocol = "" }: Observations): void {
      if (version === undefined) return;
      const pairs = exposePairs({ version: version.slice(0, LONGEST), protocol });
      if (known.get(check)?.pairs === pairs) return;
      forget(check);
      known.set(check, { pairs, samples: family.add(`${pairsOf(check)},${pairs}`, SINGLE, 1) });
    },
  };
}
