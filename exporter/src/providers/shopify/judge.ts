import { z } from "zod";
import { type Failure, failure, type HttpResponse, type Instant, type Quota } from "../../contract.ts";
import { explain } from "../support/explain.ts";

const Cost = z.object({
  requestedQueryCost: z.number(),
  throttleStatus: z.object({
    maximumAvailable: z.number(),
    currentlyAvailable: z.number(),
    restoreRate: z.number().positive(),
  }),
});
type Cost = z.infer<typeof Cost>;

const GraphqlError = z.object({
  message: z.string(),
  extensions: z.object({ code: z.string().optional() }).optional(),
});

export const Reply = z.object({
  data: z
    .object({ shop: z.object({ name: z.string(), plan: z.object({ publicDisplayName: z.string() }) }) })
    .nullish(),
  errors: z.array(GraphqlError).optional(),
  extensions: z.object({ cost: Cost.optional() }).optional(),
});
export type Reply = z.infer<typeof Reply>;

const explainStatus = explain({
  unauthorized: "the token is invalid, or the app was uninstalled from the shop",
  forbidden: "the app lacks an access scope",
  not_found: "no such shop or version, check shop and api_version",
});

/** Codes that Shopify uses in a way of its own: the shop, not the API, is out of service. */
const OF_THE_SHOP: Record<number, string> = {
  402: "the shop is frozen: its owner must pay the outstanding balance",
  423: "the shop is locked, for too many requests or a risk of fraud: ask Shopify's support",
  430: "rejected as an attack: check what this address and app send, and how often",
};

export function judgeStatusCode(response: HttpResponse, now: Instant): Failure | undefined {
  const sentence = OF_THE_SHOP[response.status];
  if (sentence) return failure("forbidden", `HTTP status ${response.status}: ${sentence}`);
  return explainStatus(response, now);
}

/** What the errors of a 200 mean; undefined when there are none. The first decides. */
export function judgeErrors({ errors = [], extensions }: Reply): Failure | undefined {
  const [error] = errors;
  if (!error) return undefined;
  const { message } = error;
  switch (error.extensions?.code) {
    case "THROTTLED":
      return failure("rate_limited", "throttled: the query costs more than is left", wait(extensions?.cost));
    case "ACCESS_DENIED":
      return failure("forbidden", "access denied: the app lacks an access scope");
    case "SHOP_INACTIVE":
      return failure("forbidden", "the shop is inactive");
    case "INTERNAL_SERVER_ERROR":
      return failure("server_error", `Shopify failed inside: ${message}`);
    default:
      return failure("unexpected_response", `the query was refused: ${message}`);
  }
}

function wait(cost: Cost | undefined): number | undefined {
  if (!cost) return undefined;
  const { currentlyAvailable, restoreRate } = cost.throttleStatus;
  return Math.max(0, (cost.requestedQueryCost - currentlyAvailable) / restoreRate);
}

/** A bucket that fills all the time: it is full at `resetAt`. */
export function costQuota({ extensions }: Reply, now: Instant): Quota[] {
  if (!extensions?.cost) return [];
  const { maximumAvailable, currentlyAvailable, restoreRate } = extensions.cost.throttleStatus;
  return [
    {
      name: "cost",
      limit: maximumAvailable,
      remaining: Math.max(0, currentlyAvailable),
      resetAt: now + (maximumAvailable - currentlyAvailable) / restoreRate,
    },
  ];
}
