import { type Clock, type Failure, failure, type Instant, type Quota, type SecretRef } from "../contract.ts";

/** The last part of a quota is for the product, not for us: a share of it, and never less than a probe's requests. */
const RESERVED_SHARE = 0.05;
const RESERVED_REQUESTS = 2;

type Renewing = Quota & { resetAt: Instant };

/**
 * What is left of each credential's quotas, as the last answer told it. Checks that name the same secret share it, so
 * one that nearly spends it makes the others wait until it is full again.
 */
export interface Budget {
  /** Why a probe with this credential has to wait; undefined when it may go. */
  objection(credential: SecretRef): Failure | undefined;
  note(credential: SecretRef, quotas: readonly Quota[]): void;
}

export function createBudget(clock: Clock): Budget {
  const known = new Map<string, Map<string, Renewing>>();
  const key = (ref: SecretRef) => ("env" in ref ? `env ${ref.env}` : `file ${ref.file}`);

  return {
    objection(credential) {
      const now = clock.now();
      const spent = [...(known.get(key(credential))?.values() ?? [])].filter(
        (quota) => quota.resetAt > now && quota.remaining <= reserve(quota),
      );
      const last = spent.sort((a, b) => b.resetAt - a.resetAt)[0];
      if (!last) return undefined;
      const of = last.limit === undefined ? "" : ` of ${last.limit}`;
      const detail = `not asked: ${last.remaining}${of} ${last.name} are left of the quota that this credential's checks share`;
      return failure("rate_limited", detail, last.resetAt - now);
    },
    note(credential, quotas) {
      const mine = known.get(key(credential)) ?? new Map<string, Renewing>();
      for (const quota of quotas) {
        // Without a reset it is a level, such as connections, and waiting would bring nothing back.
        const { resetAt } = quota;
        if (resetAt === undefined) mine.delete(quota.name);
        else mine.set(quota.name, { ...quota, resetAt });
      }
      known.set(key(credential), mine);
    },
  };
}

const reserve = ({ limit = 0 }: Quota): number => Math.max(RESERVED_REQUESTS, limit * RESERVED_SHARE);
