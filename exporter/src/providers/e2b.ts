import { z } from "zod";
import {
  defineProvider,
  type Failure,
  type HttpResponse,
  type Observations,
  type ProbeContext,
  type Quota,
  type SecretRef,
  secret,
} from "../contract.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { explain } from "./support/explain.ts";
import { quotaFromHeaders } from "./support/rate-limit.ts";

/** Only the header is read, but what comes must be a list of sandboxes. */
const Sandboxes = z.array(z.object({ sandboxID: z.string() }));

export default defineProvider({
  id: "e2b",
  title: "E2B",
  description: `Asks \`/health\`, which needs no key, then lists one running sandbox with the team's key: two requests.

- **down**: \`/health\` or the list answers with an error: 401 \`unauthorized\` (the key is wrong or was revoked), 403 \`forbidden\` (the team is blocked or may not do this), 5xx \`server_error\`, whose detail says whether the platform itself is unhealthy.
- **degraded**: as many sandboxes run as \`max_sandboxes\`, so no other one can be started.
- 429 \`rate_limited\`: the next probe waits as long as Retry-After asks.

It tells how many sandboxes run (\`X-Total-Running\`, counted before paging) and two quotas: \`sandboxes\`, what is left of \`max_sandboxes\`, and \`requests\` when the route is limited and sends \`RateLimit-*\` (\`RateLimit-Reset\` in seconds to go). The API does not tell the plan's limit of sandboxes: 20 on Hobby, 100 to 1,100 on Pro.

Unverified: what 403 means on the list; whether a team's list is rate limited in the hosted service. It starts no sandbox, so a want of capacity (503 or 504 when one is created) shows only in \`/health\`.

Source: [API](https://e2b.dev/docs/api-reference), [rate limits](https://e2b.dev/docs/sandbox/rate-limits), [its specification](https://github.com/e2b-dev/infra/blob/main/spec/openapi.yml).`,
  config: z.strictObject({
    base_url: baseUrl("https://api.e2b.app"),
    api_key: secret().describe("API key of the team, `e2b_…`"),
    max_sandboxes: z
      .int()
      .min(1)
      .optional()
      .describe("How many sandboxes the plan lets run at once: makes the quota `sandboxes`"),
  }),
  example: { provider: "e2b", api_key: { env: "E2B_API_KEY" }, max_sandboxes: 20 },
  observes: ({ max_sandboxes: max }) => ({
    quotas: max === undefined ? ["requests"] : ["requests", "sandboxes"],
    inventory: ["sandboxes"],
  }),
  credential: ({ api_key: key }): SecretRef => key,

  async probe(config, context) {
    const key = context.secret(config.api_key);
    const unhealthy = await askHealth(config.base_url, context);
    if (unhealthy) return unhealthy;
    const told = await ask(
      context,
      { url: `${config.base_url}/v2/sandboxes?limit=1&state=running`, headers: { "x-api-key": key } },
      Sandboxes,
      judge,
    );
    return told.ok ? { ok: true, ...observe(told.response, config.max_sandboxes, context) } : told;
  },
});

/** The specification has it answer 204, the code 200 with a text: any 2xx is good. */
async function askHealth(baseUrl: string, context: ProbeContext): Promise<Failure | undefined> {
  const response = await context.http({ url: `${baseUrl}/health` });
  if (!response.ok) return response;
  return explain({ server_error: "E2B itself says that it is unhealthy" })(response, context.clock.now());
}

const judge = explain({
  unauthorized: "the API key is wrong or was revoked",
  forbidden: "the key's team is blocked, or may not list its sandboxes",
});

function observe({ headers }: HttpResponse, max: number | undefined, { clock }: ProbeContext): Observations {
  const requests = quotaFromHeaders(headers, clock.now(), "requests", {
    limit: "ratelimit-limit",
    remaining: "ratelimit-remaining",
    reset: "ratelimit-reset",
  });
  const running = z.coerce
    .number()
    .int()
    .min(0)
    .safeParse(headers["x-total-running"] ?? "absent").data;
  if (running === undefined) return { quotas: requests, summary: "the key works" };
  const sandboxes: Quota[] =
    max === undefined ? [] : [{ name: "sandboxes", remaining: Math.max(0, max - running), limit: max }];
  return {
    inventory: [{ kind: "sandboxes", count: running }],
    quotas: [...requests, ...sandboxes],
    summary: `${running}${max === undefined ? "" : ` of ${max}`} sandboxes running`,
    ...(max !== undefined && running >= max
      ? { degraded: `${running} sandboxes run and the plan allows ${max}: no other one can be started` }
      : {}),
  };
}
