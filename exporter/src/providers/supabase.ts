import { z } from "zod";
import { defineProvider, type ProbeContext, type SecretRef, secret, type Verdict } from "../contract.ts";
import {
  judgeGateway,
  judgeManagement,
  judgeProject,
  judgeServices,
  Project,
  requestQuota,
  Services,
} from "./supabase/judge.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";

/** Those that the Management API can tell about. */
const SERVICES = [
  "auth",
  "db",
  "db_postgres_user",
  "pg_bouncer",
  "pooler",
  "realtime",
  "rest",
  "storage",
] as const;
const USUAL: (typeof SERVICES)[number][] = ["auth", "db", "rest", "storage", "realtime", "pooler"];

const AuthHealth = z.object({ version: z.string(), name: z.string() });

export default defineProvider({
  id: "supabase",
  title: "Supabase",
  description: `Asks about one project, in one of two ways.

**With \`access_token\`**, the Management API: \`GET /v1/projects/<ref>\`, then \`GET /v1/projects/<ref>/health\` for the \`services\`.
- **down**: the project is paused, restoring, restarting, ... (\`server_error\`, with what to do), or was removed (\`not_found\`); one of \`services\` is \`UNHEALTHY\` (\`server_error\`, although it arrives in a 200); 401 \`unauthorized\`; 403 \`forbidden\`, the permission \`project_admin_read\` is missing; 404 \`not_found\`; 429 \`rate_limited\`, until the answer's reset or else for a minute.
- **degraded**: one of \`services\` is coming up or not told; the project is in a state that is not \`ACTIVE_HEALTHY\`, such as \`ACTIVE_UNHEALTHY\`, while its services are well.
- Tells: each service as an environment, the version of the database, the quota \`requests\` of the token's user.

**With \`key\`**, the project's own address: \`GET /auth/v1/health\`.
- **down**: 401 \`unauthorized\`; 402 \`forbidden\`, the project is restricted; 404 \`not_found\`; 540 \`server_error\`, the project is paused; an address that no longer resolves (\`dns\`) is usually a project that is paused or deleted.
- It shows that host, gateway, key and Auth are well. It does not reach the database.
- Tells: the version of Auth.

Unverified: the unit of \`X-RateLimit-Reset\` (told by its size: seconds to go, or since 1970), and the limit itself (60 or 120 requests a minute and user; read from the headers, hence no quota where they are absent).

Source: [Management API](https://supabase.com/docs/guides/platform/management-api), [its reference](https://supabase.com/docs/reference/api/introduction), [status codes](https://supabase.com/docs/guides/platform/http-status-codes), [Auth](https://github.com/supabase/auth/blob/master/openapi.yaml).`,
  config: z
    .strictObject({
      ref: z
        .string()
        .regex(/^[a-z0-9]+$/, "must be the reference of a project, such as abcdefghijklmnopqrst")
        .optional()
        .describe("Reference of the project: the first part of its address"),
      access_token: secret().optional().describe("Token of the Management API: personal, or of OAuth"),
      services: z
        .array(z.enum(SERVICES))
        .min(1)
        .default(USUAL)
        .describe("With `access_token`: services that must be healthy"),
      base_url: baseUrl("https://api.supabase.com").describe(
        "Address of the Management API: for a proxy, or a self-hosted instance",
      ),
      key: secret()
        .optional()
        .describe("API key of the project, publishable or secret; in place of `access_token`"),
      project_url: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe("With `key`: the project's address; `https://<ref>.supabase.co` unless told"),
    })
    .refine(
      (c) => (c.access_token === undefined) !== (c.key === undefined),
      "needs either access_token or key",
    )
    .refine((c) => c.access_token === undefined || c.ref !== undefined, "access_token needs ref")
    .refine(
      (c) => c.key === undefined || c.ref !== undefined || c.project_url !== undefined,
      "key needs ref or project_url",
    ),
  example: {
    provider: "supabase",
    ref: "abcdefghijklmnopqrst",
    access_token: { env: "SUPABASE_ACCESS_TOKEN" },
  },
  observes: ({ access_token, services }) =>
    access_token === undefined ? {} : { environments: services, quotas: ["requests"] },
  credential: ({ access_token }) => access_token,

  async probe({ ref, access_token, services, base_url, key, project_url }, context) {
    if (key !== undefined) return probeProject(project_url ?? `https://${ref}.supabase.co`, key, context);
    const url = `${base_url}/v1/projects/${ref}`;
    return probeManagement(url, access_token as SecretRef, services, context);
  },
});

async function probeManagement(
  url: string,
  token: SecretRef,
  services: readonly string[],
  context: ProbeContext,
): Promise<Verdict> {
  const headers = { authorization: `Bearer ${context.secret(token)}` };
  const project = await ask(context, { url, headers }, Project, judgeManagement);
  if (!project.ok) return project;
  const { response, value } = project;
  const outOfService = judgeProject(value);
  if (outOfService) return { ...outOfService, quotas: requestQuota(response.headers, context.clock.now()) };

  const query = new URLSearchParams(services.map((name): [string, string] => ["services", name]));
  // Half of what is left: an answer that names the service that hangs must arrive before our own deadline.
  query.set("timeout_ms", String(Math.floor(Math.min(5, context.secondsLeft() / 2) * 1000)));
  const health = await ask(context, { url: `${url}/health?${query}`, headers }, Services, judgeManagement);
  if (!health.ok) return health;
  const quotas = requestQuota(health.response.headers, context.clock.now());
  return { ...judgeServices(services, health.value, value), quotas };
}

async function probeProject(address: string, key: SecretRef, context: ProbeContext): Promise<Verdict> {
  const url = `${address.replace(/\/+$/, "")}/auth/v1/health`;
  const health = await ask(
    context,
    { url, headers: { apikey: context.secret(key) } },
    AuthHealth,
    judgeGateway,
  );
  if (!health.ok) return health;
  const { name, version } = health.value;
  return { ok: true, version, summary: `${name} ${version}` };
}
