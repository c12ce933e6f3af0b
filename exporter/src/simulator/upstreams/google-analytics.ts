import type { Upstream } from "../upstream.ts";

export default {
  id: "google-analytics",
  usualPort: 21204,
  routes: {
    "POST /v1beta/properties/1:runReport": () => ({
      body: {
        rows: [{ metricValues: [{ value: "42" }] }],
        rowCount: 1,
        propertyQuota: {
          tokensPerDay: { consumed: 1, remaining: 199_998 },
          tokensPerHour: { consumed: 1, remaining: 39_998 },
          concurrentRequests: { consumed: 0, remaining: 10 },
        },
        kind: "analyticsData#runReport",
      },
    }),
  },
} satisfies Upstream;
