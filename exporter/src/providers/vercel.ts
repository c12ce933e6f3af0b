import { z } from "zod";
import {
  defineProvider,
  type Failure,
  type HttpResponse,
  type Observations,
  type ProbeContext,
  secret,
  type Verdict,
} from "../contract.ts";
import { ask, type Told } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { quotaFromHeaders } from "./support/rate-limit.ts";
import {
  complaintOf,
  Deployments,
  ENVIRONMENTS,
  type EnvironmentName,
  judgeEnvironment,
  judgeVercel,
  summarize,
} from "./vercel/judge.ts";

/** Enough to look past deployments that are still on their way, and to see what serves after a failure. */
const DEPLOYMENTS = "5";

export default defineProvider({
  id: "vercel",
  title: "Vercel",
  description: `Asks Vercel's REST API for the last deployments of one project: \`GET /v7/deployments\`, once for each of \`environments\`. Without \`project\`: one \`GET /v2/user\`, which says that the token is good.

An environment is judged by its newest deployment that has ended; those on their way (\`QUEUED\`, \`INITIALIZING\`, \`BUILDING\`), called off (\`CANCELED\`) or removed, and in production those that are \`STAGED\` only, are passed over:

- **healthy**: it is \`READY\`.
- **degraded**: it is \`ERROR\` or \`BLOCKED\`, and an older one still serves. **down**: of the last five none is \`READY\`.
- **unknown**: there is none.

How it judges the check:

- **degraded**: an environment is degraded or down; no environment has a deployment; without \`project\`: the user is \`limited\`, so the token lacks a scope, or a login to its team.
- 403 with \`missingToken\` or \`invalidToken\`: \`unauthorized\`, as Vercel answers 403 to a dead token. Any other 403 is \`forbidden\`: a scope is missing, or \`team_id\` is not the token's.
- 404 \`not_found\`: there is no such project or team. 429 \`rate_limited\`, as long as \`retry-after-ms\`, \`Retry-After\` or the quota's reset says.

It tells the quota \`requests\` of the endpoint, the environments, and when something was last deployed.

Unverified: the unit of \`X-RateLimit-Reset\`, told apart by its size; that \`target=preview\` selects what the answer calls \`target: null\`; what a project without access answers, read as 403 or 404.

Source: [REST API](https://vercel.com/docs/rest-api), [list deployments](https://vercel.com/docs/rest-api/deployments/list-deployments), [get the user](https://vercel.com/docs/rest-api/user/get-the-user), [its SDK](https://github.com/vercel/sdk).`,
  config: z.strictObject({
    base_url: baseUrl("https://api.vercel.com"),
    token: secret().describe("Access token"),
    team_id: z.string().min(1).optional().describe("Id of the team that owns the project"),
    project: z.string().min(1).optional().describe("Id or name of the project"),
    environments: z
      .array(z.enum(ENVIRONMENTS))
      .min(1)
      .refine((names) => new Set(names).size === names.length, "must not repeat")
      .default([...ENVIRONMENTS])
      .describe("Environments to look at; each costs a request"),
  }),
  example: { provider: "vercel", token: { env: "VERCEL_TOKEN" }, team_id: "team_acme", project: "web" },
  observes: ({ project, environments }) => ({
    quotas: ["requests"],
    environments: project === undefined ? [] : environments,
    activity: project !== undefined,
  }),
  credential: ({ token }) => token,

  async probe({ base_url, token, team_id, project, environments }, context) {
    const authorization = `Bearer ${context.secret(token)}`;
    let last: HttpResponse | undefined;
    const get: Get = (path, query, shape) => {
      const url = new URL(`${base_url}${path}`);
      url.search = new URLSearchParams({ ...query, ...(team_id ? { teamId: team_id } : {}) }).toString();
      return ask(context, { url: url.href, headers: { authorization } }, shape, (response, now) => {
        last = response;
        return judgeVercel(response, now);
      });
    };
    const verdict = await (project === undefined
      ? askUser(get)
      : askDeployments(get, project, environments, context));
    const quotas = quotaFromHeaders(last?.headers ?? {}, context.clock.now(), "requests", {
      limit: "x-ratelimit-limit",
      remaining: "x-ratelimit-remaining",
      reset: "x-ratelimit-reset",
    });
    return { ...verdict, quotas };
  },
});

type Get = <T>(
  path: string,
  query: Record<string, string>,
  shape: z.ZodType<T>,
) => Promise<Told<T> | Failure>;

const User = z.object({ user: z.object({ username: z.string(), limited: z.boolean().optional() }) });

async function askUser(get: Get): Promise<Verdict> {
  const told = await get("/v2/user", {}, User);
  if (!told.ok) return told;
  const { username, limited } = told.value.user;
  const degraded = limited ? { degraded: "the token lacks a scope, or a login to its team" } : {};
  return { ok: true, summary: `Signed in as ${username}`, ...degraded };
}

async function askDeployments(
  get: Get,
  projectId: string,
  environments: readonly EnvironmentName[],
  context: ProbeContext,
): Promise<Verdict> {
  const found = [];
  for (const name of environments) {
    const query = { projectId, target: name, limit: DEPLOYMENTS };
    const told = await get("/v7/deployments", query, Deployments);
    if (!told.ok) return told;
    found.push({ name, deployments: told.value.deployments });
  }
  const judged = found.map(({ name, deployments }) => judgeEnvironment(name, deployments));
  const created = found.flatMap(({ deployments }) => deployments.map((one) => one.created / 1000));
  const lastAt = created.length > 0 ? Math.max(...created) : undefined;
  const complaints = lastAt === undefined ? ["the project has no deployment"] : judged.flatMap(complaintOf);
  const activity: Observations = lastAt === undefined ? {} : { activityAt: lastAt };
  return {
    ok: true,
    environments: judged,
    ...activity,
    ...(complaints.length > 0 ? { degraded: complaints.join("; ") } : {}),
    summary: summarize(found, lastAt, context.clock.now()),
  };
}
