import { z } from "zod";
import {
  defineProvider,
  type Failure,
  failure,
  type HttpResponse,
  type Instant,
  type ProbeContext,
  type Quota,
  secret,
  type Verdict,
} from "../contract.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { explain } from "./support/explain.ts";
import { quotaFromHeaders } from "./support/rate-limit.ts";

const Pong = z.object({ status: z.string() });
const Found = z.object({ results: z.array(z.object({ id: z.string(), state: z.string().optional() })) });

export default defineProvider({
  id: "context7",
  title: "Context7",
  description: `Without a key: \`/ping\` of the hosted MCP server. With one: a search for \`library\` by the API, which proves the key and costs one request of the plan. One request either way.

- **down**: 401 \`unauthorized\` (by its status alone: the server sends \`WWW-Authenticate\` with every answer), 402 \`forbidden\` (the spending limit is reached), 403 \`forbidden\` (the plan, or access to the library), 5xx \`server_error\`; a ping whose \`status\` is not \`ok\`.
- **degraded**: the search does not find \`library\`, or says that the library's processing ended in an error.
- 429 \`rate_limited\`: the next probe waits as long as Retry-After asks.

With a key it tells the quota \`requests\`, whenever an answer has the \`RateLimit-*\` headers (\`RateLimit-Reset\` in seconds since the epoch). They are documented for 429 only, so the quota may stay unknown until then.

Unverified: whether the hosted server shows \`/ping\`, which its published code has. To check it as an MCP client would, with its tools, use the provider \`mcp\` with \`https://mcp.context7.com/mcp\`.

Source: [API guide](https://context7.com/docs/api-guide), [the server's code](https://github.com/upstash/context7/blob/master/packages/mcp/src/index.ts).`,
  config: z.strictObject({
    base_url: baseUrl("https://context7.com").describe(
      "Address of the API, used with a key: for a proxy, or a self-hosted instance",
    ),
    mcp_url: baseUrl("https://mcp.context7.com").describe("Address of the MCP server, used without a key"),
    api_key: secret().optional().describe("API key, `ctx7sk…`"),
    library: z
      .string()
      .min(1)
      .max(500)
      .default("react")
      .describe("With a key: name of a library that a search must find"),
  }),
  example: { provider: "context7", api_key: { env: "CONTEXT7_API_KEY" }, library: "react" },
  observes: ({ api_key: key }) => (key ? { quotas: ["requests"] } : {}),
  credential: ({ api_key: key }) => key,

  probe(config, context) {
    return config.api_key
      ? search({ ...config, key: context.secret(config.api_key) }, context)
      : ping(config.mcp_url, context);
  },
});

async function ping(url: string, context: ProbeContext): Promise<Verdict> {
  const told = await ask(context, { url: `${url}/ping` }, Pong);
  if (!told.ok) return told;
  return told.value.status === "ok"
    ? { ok: true, summary: "answers pings" }
    : failure("server_error", "its ping does not say ok");
}

async function search(
  { base_url: baseUrl, library, key }: { base_url: string; library: string; key: string },
  context: ProbeContext,
): Promise<Verdict> {
  // Without `fast` a language model ranks what was found: slow, and nothing that a probe needs.
  const query = new URLSearchParams({
    libraryName: library,
    query: `${library} documentation`,
    fast: "true",
  });
  let quotas: Quota[] = [];
  const told = await ask(
    context,
    { url: `${baseUrl}/api/v2/libs/search?${query}`, headers: { authorization: `Bearer ${key}` } },
    Found,
    (response, now) => {
      quotas = quotaOf(response, now);
      return judge(response, now);
    },
  );
  if (!told.ok) return { ...told, quotas };
  const [best] = told.value.results;
  if (!best) return { ok: true, quotas, degraded: `the search does not find ${library}` };
  const degraded = best.state === "error" ? { degraded: `processing of ${best.id} ended in an error` } : {};
  return { ok: true, quotas, summary: `finds ${best.id}`, ...degraded };
}

const quotaOf = ({ headers }: HttpResponse, now: Instant): Quota[] =>
  quotaFromHeaders(headers, now, "requests", {
    limit: "ratelimit-limit",
    remaining: "ratelimit-remaining",
    reset: "ratelimit-reset",
  });

function judge(response: HttpResponse, now: Instant): Failure | undefined {
  if (response.status === 402) return failure("forbidden", "HTTP status 402: the spending limit is reached");
  return explain({
    unauthorized: "the API key is wrong or was revoked",
    forbidden: "the API key's plan does not allow this",
    server_error: "the search failed",
  })(response, now);
}
