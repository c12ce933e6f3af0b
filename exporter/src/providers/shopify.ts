import { z } from "zod";
import { defineProvider, secret } from "../contract.ts";
import { costQuota, judgeErrors, judgeStatusCode, Reply } from "./shopify/judge.ts";
import { ask, misshapen } from "./support/api.ts";

const QUERY = "{ shop { name plan { publicDisplayName } } }";

export default defineProvider({
  id: "shopify",
  title: "Shopify Admin API",
  description: `Asks the GraphQL Admin API of one shop for its name and plan: one request, 2 points.

- **down**: 401 \`unauthorized\`, the token is invalid or the app was uninstalled; 403 or \`ACCESS_DENIED\` \`forbidden\`, an access scope is missing; 404 \`not_found\`; 5xx or \`INTERNAL_SERVER_ERROR\` \`server_error\`; other errors in a 200 \`unexpected_response\`.
- **down**, \`forbidden\`, while the shop itself is out of service: 402 frozen, 423 locked, 430 rejected by Shopify's security, \`SHOP_INACTIVE\`.
- \`THROTTLED\` in a 200 is \`rate_limited\`, until the bucket holds the cost of the query again; so is 429, for as long as its \`Retry-After\` says.
- **degraded**: the answer is of another version than \`api_version\`, which has then expired and falls forward.
- Tells: the quota \`cost\` in points, shared by all that the app asks of this shop, full again at its reset; the version of the API that answered.

Unverified: that the query needs no access scope (a missing one would be told as \`forbidden\`); 430 may also mean too many requests, and is read as a refusal that only somebody can end.

Source: [rate limits](https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits), [status and error codes](https://shopify.dev/docs/api/usage/response-codes), [versions](https://shopify.dev/docs/api/usage/versioning).`,
  config: z.strictObject({
    shop: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, "must be the name of a shop: what stands before .myshopify.com")
      .describe("Name of the shop: what stands before `.myshopify.com`"),
    token: secret().describe("Access token of the app for the Admin API, `shpat_...`"),
    api_version: z
      .string()
      .regex(
        /^(?:\d{4}-(?:01|04|07|10)|unstable)$/,
        "must be a quarterly version such as 2026-07, or unstable",
      )
      .default("2026-07")
      .describe("Version of the Admin API that the integration uses"),
    base_url: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/+$/, ""))
      .optional()
      .describe("For a proxy, or a self-hosted instance; `https://<shop>.myshopify.com` unless told"),
  }),
  example: { provider: "shopify", shop: "acme", token: { env: "SHOPIFY_TOKEN" } },
  observes: () => ({ quotas: ["cost"] }),
  credential: ({ token }) => token,

  async probe({ shop, token, api_version, base_url = `https://${shop}.myshopify.com` }, context) {
    const answer = await ask(
      context,
      {
        method: "POST",
        url: `${base_url}/admin/api/${api_version}/graphql.json`,
        headers: { "content-type": "application/json", "x-shopify-access-token": context.secret(token) },
        body: JSON.stringify({ query: QUERY }),
      },
      Reply,
      judgeStatusCode,
    );
    if (!answer.ok) return answer;
    const { value, response } = answer;
    const quotas = costQuota(value, context.clock.now());
    const refused = judgeErrors(value);
    if (refused) return { ...refused, quotas };
    if (!value.data) return misshapen("the answer has neither data nor errors");

    const { name, plan } = value.data.shop;
    const version = response.headers["x-shopify-api-version"] ?? api_version;
    const [cost] = quotas;
    const left = cost ? ` · ${cost.remaining} of ${cost.limit} points` : "";
    return {
      ok: true,
      version,
      quotas,
      summary: `${name} · ${plan.publicDisplayName}${left}`,
      ...(version === api_version
        ? {}
        : { degraded: `API version ${api_version} has expired: ${version} answered, update api_version` }),
    };
  },
});
