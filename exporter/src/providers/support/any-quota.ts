import { parseList } from "structured-headers";
import type { Instant, Quota } from "../../contract.ts";
import { quotaFromHeaders } from "./rate-limit.ts";

type Headers = Readonly<Record<string, string>>;

/** Names that APIs give to the same three headers, commonest first. */
const TRIOS = ["x-ratelimit", "ratelimit", "x-rate-limit"].map((prefix) => ({
  limit: `${prefix}-limit`,
  remaining: `${prefix}-remaining`,
  reset: `${prefix}-reset`,
}));

/**
 * The quota that an answer tells, in whichever of the common forms: the IETF's drafts (`RateLimit`, `RateLimit-Policy`;
 * of several policies the one that is nearest to its end), their older three headers, and the customary ones. Empty
 * when it tells none; a field that is malformed is as good as absent, as the draft says.
 */
export function quotaOf(headers: Headers, now: Instant, name: string): Quota[] {
  const tightest = draftQuotas(headers, now, name).sort((a, b) => share(a) - share(b))[0];
  if (tightest) return [tightest];
  for (const trio of TRIOS) {
    const quota = quotaFromHeaders(headers, now, name, trio);
    if (quota.length > 0) return quota;
  }
  return [];
}

const share = ({ remaining, limit }: Quota): number => (limit ? remaining / limit : 1);

/** draft-ietf-httpapi-ratelimit-headers: both fields are lists of policy names with parameters, joined by name. */
function draftQuotas(headers: Headers, now: Instant, name: string): Quota[] {
  const policies = new Map(
    parameters(headers["ratelimit-policy"]).map(({ policy, of }) => [policy, of("q")]),
  );
  return parameters(headers.ratelimit).flatMap(({ policy, of }) => {
    const remaining = of("r");
    if (remaining === undefined) return [];
    const [limit, seconds] = [policies.get(policy), of("t")];
    return [
      {
        name,
        remaining,
        ...(limit === undefined ? {} : { limit }),
        ...(seconds === undefined ? {} : { resetAt: now + seconds }),
      },
    ];
  });
}

function parameters(field: string | undefined) {
  if (field === undefined) return [];
  try {
    return parseList(field).map(([policy, values]) => ({
      policy: String(policy),
      of: (key: string): number | undefined => {
        const value = values.get(key);
        return typeof value === "number" && value >= 0 ? value : undefined;
      },
    }));
  } catch {
    return [];
  }
}
