import type { Upstream } from "../upstream.ts";

export default {
  id: "shopify-admin",
  usualPort: 21201,
  routes: {
    "POST /admin/api/2026-07/graphql.json": () => ({
      body: {
        data: { shop: { name: "Demo", plan: { publicDisplayName: "Plus" } } },
        extensions: {
          cost: {
            requestedQueryCost: 2,
            actualQueryCost: 2,
            throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1998, restoreRate: 100 },
          },
        },
      },
    }),
  },
} satisfies Upstream;
