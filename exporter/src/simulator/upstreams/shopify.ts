import type { Answer, Upstream } from "../upstream.ts";

const VERSIONS = ["2025-10", "2026-01", "2026-04", "2026-07"];
const [OLDEST = ""] = VERSIONS;

const cost = (currentlyAvailable: number, actualQueryCost: number | null, requestedQueryCost = 2) => ({
  cost: {
    requestedQueryCost,
    actualQueryCost,
    throttleStatus: { maximumAvailable: 2000.0, currentlyAvailable, restoreRate: 100.0 },
  },
});

const refusal = (status: number, errors: string) => (): Answer => ({ status, body: { errors } });

const graphqlError = (code: string, message: string, extensions = cost(1998, 2)) => ({
  errors: [{ message, extensions: { code, documentation: "https://shopify.dev/api/usage/response-codes" } }],
  extensions,
});

export default {
  id: "shopify",
  usualPort: 21201,
  routes: {
    "POST /admin/api/:version/graphql.json": ({ params: { version = "" }, headers }) => {
      if (!headers["x-shopify-access-token"]) {
        return {
          status: 401,
          body: { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" },
        };
      }
      // A version that has expired falls forward to the oldest that is still served.
      const served = version < OLDEST ? OLDEST : version;
      if (!VERSIONS.includes(served)) return { status: 404, body: { errors: "Not Found" } };
      return {
        headers: { "x-shopify-api-version": served },
        body: {
          data: { shop: { name: "Acme", plan: { publicDisplayName: "Plus" } } },
          extensions: cost(1998, 2),
        },
      };
    },
  },
  faults: {
    revoked: refusal(401, "[API] Invalid API key or access token (unrecognized login or wrong password)"),
    forbidden: refusal(403, "[API] This action requires merchant approval for a scope."),
    not_found: refusal(404, "Not Found"),
    /** The bucket of the app and the shop is empty: a 200 whose body refuses. */
    throttled: (_, healthy) => ({
      ...healthy,
      body: graphqlError("THROTTLED", "Throttled", cost(52, null, 252)),
    }),
    access_denied: (_, healthy) => ({
      ...healthy,
      body: graphqlError("ACCESS_DENIED", "Access denied for shop field."),
    }),
    shop_inactive: (_, healthy) => ({
      ...healthy,
      body: graphqlError("SHOP_INACTIVE", "The shop is inactive."),
    }),
    internal_error: (_, healthy) => ({
      ...healthy,
      body: graphqlError(
        "INTERNAL_SERVER_ERROR",
        "Internal error. Looks like something went wrong on our end.",
      ),
    }),
    max_cost_exceeded: (_, healthy) => ({
      ...healthy,
      body: graphqlError("MAX_COST_EXCEEDED", "Query cost exceeds the single query max cost limit"),
    }),
    version_expired: (_, healthy) => ({ ...healthy, headers: { "x-shopify-api-version": "2026-10" } }),
    frozen: refusal(402, "Unavailable Shop"),
    locked: refusal(423, "Locked"),
    security_rejection: refusal(430, "Shopify Security Rejection"),
    /** As the calls above a REST bucket are told: seconds with a fraction. */
    too_many_calls: () => ({
      status: 429,
      headers: { "retry-after": "2.0" },
      body: { errors: "Exceeded 40 calls per second for api client." },
    }),
  },
} satisfies Upstream;
