import { z } from "zod";
import { defineProvider, duration, type HttpResponse, secret } from "../contract.ts";
import {
  Freshness,
  freshnessQuery,
  judgeFreshness,
  judgeProject,
  judgeSanity,
  Project,
} from "./sanity/judge.ts";
import { ask } from "./support/api.ts";
import { quotaFromHeaders } from "./support/rate-limit.ts";
import { span } from "./support/time.ts";

const DATA_VERSION = "v2025-02-19";
const MANAGEMENT_VERSION = "v2021-06-07";
const QUOTA_HEADERS = {
  limit: "ratelimit-limit",
  remaining: "ratelimit-remaining",
  reset: "ratelimit-reset",
};

export default defineProvider({
  id: "sanity",
  title: "Sanity",
  description: `Queries one dataset of Sanity's Content Lake: one GROQ query for the newest \`_updatedAt\` and for the number of documents that have changed today (UTC), drafts left out. With \`token\`, a second request asks the management API whether the project is blocked or disabled.

It asks the live API, never the CDN: that one serves stale content for hours while the API is down.

- **degraded**: no document is visible; the newest change is older than \`active_within\`, where that is given; the project is blocked or disabled, but still answers; the management API does not say (a token of the project may lack the grant), while the dataset answers.
- 401 \`unauthorized\`: the token is wrong, was revoked or belongs to another project. 403 \`forbidden\`: it lacks a grant. 404 \`not_found\`: there is no such project or dataset. 429 \`rate_limited\`, as long as \`Retry-After\` or \`ratelimit-reset\` says. Any other 4xx, such as a query that is not understood, is \`unexpected_response\`.

It tells when a document last changed, how many \`documents\` have changed today, and the quota \`requests\` of the exporter's own address, which no credential spends: it is counted for each address, by the second.

Unverified: what a private dataset answers without a token. Where it answers with nothing, no document is visible: degraded, not healthy. Documents whose id holds a dot are seen with a token only.

Source: [query API](https://www.sanity.io/docs/http-reference/query), [projects API](https://www.sanity.io/docs/http-reference/projects), [API CDN](https://www.sanity.io/docs/content-lake/api-cdn), [technical limits](https://www.sanity.io/docs/content-lake/technical-limits), [its client](https://github.com/sanity-io/client).`,
  config: z.strictObject({
    base_url: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ""))
      .optional()
      .describe(
        "Address of both APIs: for a proxy, or a self-hosted instance. `https://<project_id>.api.sanity.io` for data and `https://api.sanity.io` for management unless told",
      ),
    project_id: z
      .string()
      .regex(/^[a-z0-9-]+$/, "must be the id of a project")
      .describe("Id of the project"),
    dataset: z
      .string()
      .regex(/^[a-z0-9_-]+$/, "must be the name of a dataset")
      .default("production")
      .describe("Name of the dataset"),
    token: secret()
      .optional()
      .describe("Token that may read; a public dataset needs none, the project's state does"),
    active_within: duration()
      .optional()
      .describe("Degraded when the newest change is older than this; never unless told"),
  }),
  example: {
    provider: "sanity",
    project_id: "abc12345",
    dataset: "production",
    token: { env: "SANITY_TOKEN" },
    active_within: "14d",
  },
  observes: () => ({ quotas: ["requests"], inventory: ["documents"], activity: true }),

  async probe({ base_url, project_id, dataset, token, active_within }, context) {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${context.secret(token)}` } : {};
    let last: HttpResponse | undefined;
    const get = <T>(url: string, shape: z.ZodType<T>) =>
      ask(context, { url, headers }, shape, (response, now) => {
        last = response;
        return judgeSanity(response, now);
      });

    const query = new URLSearchParams({ query: freshnessQuery(context.clock.now()) });
    const host = base_url ?? `https://${project_id}.api.sanity.io`;
    const content = await get(`${host}/${DATA_VERSION}/data/query/${dataset}?${query}`, Freshness);
    const now = context.clock.now();
    const quotas = quotaFromHeaders(last?.headers ?? {}, now, "requests", QUOTA_HEADERS);
    if (!content.ok) return { ...content, quotas };
    const { newest, today } = content.value.result;

    const management = `${base_url ?? "https://api.sanity.io"}/${MANAGEMENT_VERSION}`;
    const project = token && (await get(`${management}/projects/${project_id}`, Project));
    const complaints = [
      ...judgeFreshness(newest, active_within, now),
      ...(project ? judgeProject(project) : []),
    ];
    return {
      ok: true,
      quotas,
      inventory: [{ kind: "documents", count: today }],
      ...(newest === null ? {} : { activityAt: newest }),
      ...(complaints.length > 0 ? { degraded: complaints.join("; ") } : {}),
      summary:
        newest === null ? "No document" : `Last change ${span(now - newest)} ago · ${today} changed today`,
    };
  },
});
