import type { Registry } from "prom-client";
import { type Check, checkKey } from "../contract.ts";
import { PROBE_METRICS } from "./definitions.ts";
import { labelsOf } from "./families.ts";
import { gauge } from "./instruments.ts";

/** A label value that comes from outside has an end. */
const LONGEST = 64;

/** The one family whose label value comes from the upstream: one series a check, the last version wins. */
export function createVersions(registry: Registry) {
  const target = gauge(PROBE_METRICS.versionInfo, registry);
  const known = new Map<string, string>();

  const forget = (check: Check): void => {
    const version = known.get(checkKey(check));
    if (version !== undefined) target.remove({ ...labelsOf(check), version });
    known.delete(checkKey(check));
  };
  return {
    forget,
    record(check: Check, told: string | undefined): void {
      const version = told?.slice(0, LONGEST);
      if (version === undefined || known.get(checkKey(check)) === version) return;
      forget(check);
      known.set(checkKey(check), version);
      target.set({ ...labelsOf(check), version }, 1);
    },
  };
}
