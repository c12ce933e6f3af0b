import { z } from "zod";
import {
  defineProvider,
  type Failure,
  failure,
  type ProbeContext,
  secret,
  type Verdict,
} from "../contract.ts";
import { ask, read } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { explain } from "./support/explain.ts";
import { quotaFromHeaders } from "./support/rate-limit.ts";

const Health = z.object({ status: z.string(), version: z.string() });
const Projects = z.object({ data: z.array(z.object({ name: z.string() })) });

/** How Langfuse says that it is well but has nothing to do. */
const QUIET = /^No (?:traces|observations|events) within the last /;

const judge = explain({
  unauthorized: "the key pair was rejected: revoked, or of another region",
  forbidden: "the key pair may not list its project: is it an organization's?",
  not_found: "no Langfuse at base_url",
});

export default defineProvider({
  id: "langfuse",
  title: "Langfuse",
  description: `Asks \`GET /api/public/health\` with its database (\`failIfDatabaseUnavailable\`, without which Langfuse says OK whatever the database does) and, with a key pair, \`GET /api/public/projects\` for the project that the pair belongs to.

- **down**: no answer; 503, whose sentence is told, such as "Database not available", and other 5xx (\`server_error\`); the project was deleted, or nothing is at \`base_url\` (\`not_found\`).
- **degraded**: with \`recent_events\`, nothing arrived within the last 3 minutes, in any project of the whole instance: of use for an instance of one's own. The key pair is rejected (401 \`unauthorized\`) or belongs to an organization instead of a project (403 \`forbidden\`). 429 (\`rate_limited\`, with the wait of \`Retry-After\`).
- It tells the version and, with a key pair and once a limit is reached, the quota \`requests\`: Langfuse's cloud sends \`X-RateLimit-*\` only with a 429. An instance of one's own has no limits.

The health of Langfuse's worker, on a port of its own, is not asked: check it with \`http\`. Unverified: that the list of projects is never limited, as the source has it today; a 429 of it is read like any other.

Source: [health](https://langfuse.com/self-hosting/configuration/health-readiness-endpoints), [API](https://api.reference.langfuse.com/), [limits](https://langfuse.com/faq/all/api-limits), [its code](https://github.com/langfuse/langfuse/blob/main/web/src/features/public-api/server/health-service.ts).`,
  config: z
    .strictObject({
      base_url: baseUrl("https://cloud.langfuse.com").describe(
        "Address: of the region (`https://us.cloud.langfuse.com`), a proxy, or a self-hosted instance",
      ),
      public_key: z
        .string()
        .regex(/^[^\s:]+$/, "must be a key")
        .optional()
        .describe("Public half of a project's key pair, `pk-lf-…`"),
      secret_key: secret().optional().describe("Secret half of the pair, `sk-lf-…`"),
      recent_events: z
        .boolean()
        .default(false)
        .describe("Degraded when nothing arrived within the last 3 minutes"),
    })
    .refine(
      (c) => (c.public_key === undefined) === (c.secret_key === undefined),
      "needs public_key and secret_key, or neither",
    ),
  example: {
    provider: "langfuse",
    public_key: "pk-lf-01234567-89ab-cdef-0123-456789abcdef",
    secret_key: { env: "LANGFUSE_SECRET_KEY" },
  },
  observes: ({ secret_key }) => (secret_key ? { quotas: ["requests"] } : {}),
  credential: ({ secret_key }) => secret_key,

  async probe(config, context) {
    const { base_url, public_key, secret_key } = config;
    const pair = secret_key && `${public_key}:${context.secret(secret_key)}`;
    const health = await askHealth(base_url, config.recent_events, context);
    if (!health.ok || pair === undefined) return health;
    const project = await askProject(base_url, pair, context);
    if (!project.ok) return { ...project, version: health.version };
    return { ...health, summary: `${health.summary} · project ${project.name}` };
  },
});

async function askHealth(baseUrl: string, recentEvents: boolean, context: ProbeContext) {
  const query = `failIfDatabaseUnavailable=true${recentEvents ? "&failIfNoRecentEvents=true" : ""}`;
  const told = await ask(
    context,
    { url: `${baseUrl}/api/public/health?${query}` },
    Health,
    // Langfuse's own 503 says why; that of a proxy before it does not.
    (response, now) =>
      response.status === 503 && read(response, Health).ok ? undefined : judge(response, now),
  );
  if (!told.ok) return told;
  const { status, version } = told.value;
  const well = { ok: true as const, version, summary: `Langfuse ${version}` };
  if (status === "OK") return well;
  if (QUIET.test(status)) return { ...well, degraded: `Langfuse says: ${status}` };
  return { ...failure("server_error", `Langfuse says: ${status}`), version };
}

async function askProject(
  baseUrl: string,
  pair: string,
  context: ProbeContext,
): Promise<{ ok: true; name: string } | (Failure & Verdict)> {
  let limited: Pick<Verdict, "quotas"> = {};
  const told = await ask(
    context,
    {
      url: `${baseUrl}/api/public/projects`,
      headers: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` },
    },
    Projects,
    (response, now) => {
      const quotas = quotaFromHeaders(response.headers, now, "requests", {
        limit: "x-ratelimit-limit",
        remaining: "x-ratelimit-remaining",
        reset: "x-ratelimit-reset",
      });
      limited = quotas.length === 0 ? {} : { quotas };
      return judge(response, now);
    },
  );
  if (!told.ok) return { ...told, ...limited };
  const [project] = told.value.data;
  if (!project) return failure("not_found", "the key pair's project was deleted");
  return { ok: true, name: project.name };
}
