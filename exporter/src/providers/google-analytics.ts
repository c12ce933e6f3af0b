import { z } from "zod";
import { defineProvider, type Quota } from "../contract.ts";
import { askGoogle, googleCredential, googleKeys } from "./support/google-auth.ts";

const SCOPE = "https://www.googleapis.com/auth/analytics.readonly";

/** Google's ceilings by plan: what a `propertyQuota` tells is what remains, and what this one request consumed. */
const QUOTAS = {
  tokens_per_day: { field: "tokensPerDay", standard: 200_000, 360: 2_000_000 },
  tokens_per_hour: { field: "tokensPerHour", standard: 40_000, 360: 400_000 },
  tokens_per_project_per_hour: { field: "tokensPerProjectPerHour", standard: 14_000, 360: 140_000 },
  concurrent_requests: { field: "concurrentRequests", standard: 10, 360: 50 },
  server_errors_per_project_per_hour: { field: "serverErrorsPerProjectPerHour", standard: 10, 360: 50 },
} as const;
type QuotaName = keyof typeof QUOTAS;
const NAMES = Object.keys(QUOTAS) as QuotaName[];

const PropertyQuota = z.record(z.string(), z.object({ remaining: z.number().optional() }));
type PropertyQuota = z.infer<typeof PropertyQuota>;

const Report = z.object({
  kind: z.literal("analyticsData#runReport"),
  rows: z.array(z.object({ metricValues: z.array(z.object({ value: z.string() })) })).optional(),
  propertyQuota: PropertyQuota.optional(),
});

/** Yesterday's sessions: one row whatever the property holds, hence few tokens. */
const REQUEST = {
  dateRanges: [{ startDate: "yesterday", endDate: "yesterday" }],
  metrics: [{ name: "sessions" }],
  limit: "1",
  returnPropertyQuota: true,
};

export default defineProvider({
  id: "google-analytics",
  title: "Google Analytics Data",
  description: `Runs a report of one row (yesterday's sessions of one property). Most such reports cost less than 10 of the property's tokens. Fetches an access token first when it has none: 2 requests at most.

- **down**: the sign-in was revoked or has expired (\`unauthorized\`); the account lacks the scope \`analytics.readonly\` or may not see the property, or the API is switched off in the project (\`forbidden\`); a quota of the property is used up (\`rate_limited\`); Google fails (\`server_error\`); the answer is no report (\`unexpected_response\`).
- **degraded**: a quota of tokens, or that of server errors, has nothing left for the next request.
- **observes** the quotas \`${NAMES.join("`, `")}\`. They belong to the property; those \`per_project\` to the property and the project that asks. Google tells what remains; the limits are those of the \`plan\`.

A service account signs in with its key file, \`auth: { service_account: { file: key.json } }\`; its e-mail address must be a viewer of the property.

When a quota begins to grow again is not told: daily ones at midnight Pacific time, hourly ones within the hour. Unverified: the words of some refusals; a 403 that names no limit counts as \`forbidden\`.

Source: [runReport](https://developers.google.com/analytics/devguides/reporting/data/v1/rest/v1beta/properties/runReport), [quotas](https://developers.google.com/analytics/devguides/reporting/data/v1/quotas), [OAuth 2.0](https://developers.google.com/identity/protocols/oauth2).`,
  config: z.strictObject({
    ...googleKeys("https://analyticsdata.googleapis.com"),
    property: z
      .union([z.int().positive(), z.string().regex(/^\d+$/, "must be the number of a property")])
      .describe("Number of the property, not its measurement id `G-...`"),
    plan: z
      .enum(["standard", "360"])
      .default("standard")
      .describe("The property's plan: it decides its quotas"),
  }),
  example: {
    provider: "google-analytics",
    property: "123456789",
    auth: {
      refresh_token: { env: "GOOGLE_REFRESH_TOKEN" },
      client_id: "1234567890-exporter.apps.googleusercontent.com",
      client_secret: { env: "GOOGLE_CLIENT_SECRET" },
    },
  },
  observes: () => ({ quotas: NAMES }),
  credential: googleCredential,

  async probe(config, context) {
    const report = await askGoogle(
      config,
      context,
      {
        scope: SCOPE,
        path: `/v1beta/properties/${config.property}:runReport`,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(REQUEST),
      },
      Report,
    );
    if (!report.ok) return report;
    const { rows, propertyQuota = {} } = report.value;
    const quotas = readQuotas(propertyQuota, config.plan);
    // Concurrent requests come back by themselves as soon as one ends.
    const spent = quotas.filter(({ name, remaining }) => remaining === 0 && name !== "concurrent_requests");
    const sessions = rows?.[0]?.metricValues[0]?.value ?? "no";
    return {
      ok: true,
      quotas,
      summary: `${sessions} sessions yesterday`,
      ...(spent.length > 0
        ? { degraded: `nothing left of ${spent.map(({ name }) => name).join(", ")}` }
        : {}),
    };
  },
});

function readQuotas(told: PropertyQuota, plan: "standard" | "360"): Quota[] {
  return NAMES.flatMap((name) => {
    const remaining = told[QUOTAS[name].field]?.remaining;
    return remaining === undefined
      ? []
      : [{ name, remaining: Math.max(0, remaining), limit: QUOTAS[name][plan] }];
  });
}
