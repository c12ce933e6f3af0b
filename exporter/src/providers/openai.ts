import { z } from "zod";
import {
  defineProvider,
  type Failure,
  type HttpRequest,
  type HttpResponse,
  type Instant,
  type ProbeContext,
  type Quota,
  secret,
  type Verdict,
} from "../contract.ts";
import { judgeRefusal } from "./openai/refusal.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { quotaFromHeaders } from "./support/rate-limit.ts";

const Models = z.object({ data: z.array(z.object({ id: z.string() })) });
const Completion = z.object({ choices: z.array(z.unknown()).min(1) });

/** What `x-ratelimit-remaining-...` counts, by the name under which it is told. */
const QUOTAS = { requests: "requests", tokens: "tokens", project_tokens: "project-tokens" } as const;

const headerText = () => z.string().regex(/^[\w-]+$/, "must be an id");

export default defineProvider({
  id: "openai",
  title: "OpenAI",
  description: `Asks which models the key may use (\`GET /v1/models\`, which bills no tokens) and, when told to, for the smallest generation to see what is left of the limits.

- **down**: no answer, 500 and 503 (\`server_error\`, also when the API says that it is overloaded); \`model\` is not among those that the key may use (\`not_found\`).
- **degraded**, as the API answers but refuses us: 401 (\`unauthorized\`: the key is revoked, belongs to another organization or may not be used from this address); 403 (\`forbidden\`: a permission is missing, or the country is not served); 429 and \`slow_down\` (\`rate_limited\`, with the wait of \`retry-after-ms\` or \`Retry-After\`).
- A 429 that says \`insufficient_quota\` means that the credit or the spend limit is used up. It is \`quota_exhausted\` and not \`rate_limited\`: no wait mends it, so it is not retried, and the check stays **degraded** until somebody pays or raises the limit.
- **Limits** (\`measure_limits\`): the quotas \`requests\`, \`tokens\` and, where the project has a limit of its own, \`project_tokens\`, as they stand for \`model\`. The API tells them only on generations, so this **costs money**: one request of about 8 tokens in and 1 out per probe, some 12,000 tokens a day at one probe a minute, and it counts against the limits that it measures. Use a small model that does not reason: one that does may refuse to answer with a single token (400), as one that does not chat does (404); the check is then **degraded**. Their reset is when the bucket is full again, not a wait that is asked for.

A restricted key needs the permission to read models, and to write chat completions for the limits. Unverified: that no limit headers come with \`GET /v1/models\`; they are not read there.

Source: [models](https://developers.openai.com/api/reference/resources/models/methods/list), [error codes](https://developers.openai.com/api/docs/guides/error-codes), [rate limits](https://developers.openai.com/api/docs/guides/rate-limits).`,
  config: z
    .strictObject({
      base_url: baseUrl("https://api.openai.com"),
      api_key: secret().describe("API key"),
      organization: headerText().optional().describe("Organization that is billed, when the key has several"),
      project: headerText().optional().describe("Project that is billed, when the key has several"),
      model: z.string().min(1).optional().describe("Model that the key must be allowed to use"),
      measure_limits: z
        .boolean()
        .default(false)
        .describe("Ask `model` for one token per probe, to see what is left of its limits. Costs money"),
    })
    .refine((c) => !c.measure_limits || c.model !== undefined, "measure_limits needs a model"),
  example: { provider: "openai", api_key: { env: "OPENAI_API_KEY" }, model: "gpt-4o-mini" },
  observes: (config) => (config.measure_limits ? { quotas: Object.keys(QUOTAS) } : {}),
  credential: (config) => (config.measure_limits ? config.api_key : undefined),

  async probe(config, context) {
    const { base_url: base, model } = config;
    const headers = {
      authorization: `Bearer ${context.secret(config.api_key)}`,
      ...(config.organization ? { "openai-organization": config.organization } : {}),
      ...(config.project ? { "openai-project": config.project } : {}),
    };
    const models = await ask(context, { url: `${base}/v1/models`, headers }, Models, judgeRefusal);
    if (!models.ok) return models;
    const { data } = models.value;
    const summary = `${data.length} ${data.length === 1 ? "model" : "models"}`;
    if (model === undefined) return { ok: true, summary };
    if (!data.some(({ id }) => id === model)) return notAmong(model, summary);
    if (!config.measure_limits) return { ok: true, summary: `${model} and ${summary} in all` };
    return measure(model, { url: `${base}/v1/chat/completions`, headers }, context);
  },
});

const notAmong = (model: string, summary: string): Failure & Verdict => ({
  ok: false,
  reason: "not_found",
  detail: `${model} is not among the ${summary} that this key may use: withdrawn, misspelt, or not allowed to its project`,
});

/** The smallest generation, for the headers that come with it. */
async function measure(
  model: string,
  { url, headers }: HttpRequest,
  context: ProbeContext,
): Promise<Verdict> {
  // A refusal tells the limits too, and `ask` keeps only what it means.
  let seen: HttpResponse | undefined;
  const answer = await ask(
    context,
    {
      url,
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({
        model,
        messages: [{ role: "user", content: "." }],
        max_completion_tokens: 1,
        store: false,
      }),
    },
    Completion,
    (response, now) => {
      seen = response;
      return judgeRefusal(response, now);
    },
  );
  const quotas = seen ? quotasOf(seen, context.clock.now()) : [];
  const observed = quotas.length === 0 ? {} : { quotas };
  // The list has just shown that API, key and model are well: what is asked of the model is the trouble.
  if (seen?.status === 400 || seen?.status === 404) {
    return {
      ok: true,
      ...observed,
      degraded: `${model} does not answer with a single token: measure another`,
    };
  }
  if (!answer.ok) return { ...answer, ...observed };
  const left = quotas.map((quota) => `${quota.remaining} ${quota.name.replace("_", " ")} left`);
  return { ok: true, ...observed, summary: [model, ...left].join(" · ") };
}

const quotasOf = ({ headers }: HttpResponse, now: Instant): Quota[] =>
  Object.entries(QUOTAS).flatMap(([name, header]) =>
    quotaFromHeaders(headers, now, name, {
      limit: `x-ratelimit-limit-${header}`,
      remaining: `x-ratelimit-remaining-${header}`,
      reset: `x-ratelimit-reset-${header}`,
    }),
  );
