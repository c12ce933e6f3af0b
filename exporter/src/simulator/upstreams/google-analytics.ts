import type { Answer, Asked, Upstream } from "../upstream.ts";
import { googleFaults, signedIn, tokenRoutes } from "./google/oauth.ts";

/** What is left of a standard property's quotas after a report. */
const propertyQuota = ({ perHour = 39_998, perProject = 13_998, concurrent = 10 } = {}) => ({
  tokensPerDay: { consumed: 1, remaining: 199_998 },
  tokensPerHour: { consumed: 1, remaining: perHour },
  concurrentRequests: { consumed: 0, remaining: concurrent },
  serverErrorsPerProjectPerHour: { consumed: 0, remaining: 10 },
  potentiallyThresholdedRequestsPerHour: { consumed: 0, remaining: 120 },
  tokensPerProjectPerHour: { consumed: 1, remaining: perProject },
});

const report = (request: string): Answer => ({
  body: {
    metricHeaders: [{ name: "sessions", type: "TYPE_INTEGER" }],
    rows: [{ metricValues: [{ value: "42" }] }],
    rowCount: 1,
    metadata: { currencyCode: "USD", timeZone: "Etc/UTC" },
    ...(/"returnPropertyQuota"\s*:\s*true/.test(request) ? { propertyQuota: propertyQuota() } : {}),
    kind: "analyticsData#runReport",
  },
});

/** Changes the report, and leaves the token endpoint alone. */
const reporting =
  (change: (report: object) => object) =>
  (asked: Asked, healthy: Answer): Answer =>
    asked.path === "/token" ? healthy : { body: change(healthy.body as object) };

export default {
  id: "google-analytics",
  usualPort: 21204,
  routes: {
    ...tokenRoutes,
    "POST /v1beta/properties/:call": signedIn(({ params, body }) =>
      /^\d+:runReport$/.test(params.call ?? "")
        ? report(body)
        : { status: 404, body: { error: { code: 404, message: "Not found", status: "NOT_FOUND" } } },
    ),
  },
  faults: {
    ...googleFaults,
    /** Nobody came to the property yesterday. */
    no_rows: reporting((report) => ({ ...report, rows: undefined, rowCount: undefined })),
    /** The last tokens of the hour went to this report. */
    tokens_spent: reporting((report) => ({
      ...report,
      propertyQuota: propertyQuota({ perHour: 0, perProject: 0 }),
    })),
    /** As many reports run as may at once. */
    busy: reporting((report) => ({ ...report, propertyQuota: propertyQuota({ concurrent: 0 }) })),
    no_quotas: reporting((report) => ({ ...report, propertyQuota: undefined })),
  },
} satisfies Upstream;
