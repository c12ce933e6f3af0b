import { z } from "zod";
import {
  type Clock,
  defineProvider,
  duration,
  type Failure,
  type Observations,
  secret,
} from "../contract.ts";
import { type Client, createClient } from "./github/client.ts";
import {
  judgeExpiry,
  judgeLimits,
  judgeRepository,
  judgeRuns,
  QUOTAS,
  RateLimits,
  Repository,
  Runs,
} from "./github/judge.ts";
import { baseUrl } from "./support/base-url.ts";
import { githubApp } from "./support/github-app.ts";

export default defineProvider({
  id: "github",
  title: "GitHub",
  description: `Asks GitHub's REST API with a personal access token, or as an installation of a GitHub App.

- Without \`repository\`: one \`GET /rate_limit\`, which costs nothing of the quota.
- With \`repository\`: one \`GET /repos/{owner}/{repo}\`, and with \`workflow_runs\` one for the last concluded run on the branch. Both are conditional: an answer that has not changed costs nothing of the quota. The repository may have been renamed: redirects are followed.
- An App's token lives for an hour, is kept until a minute before that, and is dropped on 401: a third request once an hour.

How it judges:

- **degraded**: nothing pushed within \`active_within\`, to any branch; the repository is archived or disabled; the last concluded run did not succeed; the token expires within 7 days.
- 401 \`unauthorized\`: the token expired or was revoked, or the App's key is not its own.
- 403 and 429: \`rate_limited\`, when nothing of the quota remains (until its reset) or a secondary limit says so (as long as \`Retry-After\` asks, else 60 s). Any other 403 is \`forbidden\`, with the permission that GitHub names.
- 404 \`not_found\`: there is no such repository, installation or, without rate limits, an Enterprise Server's \`/rate_limit\` (name a repository there); GitHub says the same of what the credential may not see.

It tells the quotas \`core\` (and without \`repository\` also \`search\` and \`graphql\`), the time of the last push, and the environment \`workflows\`: healthy after \`success\`, \`neutral\` or \`skipped\`; degraded after \`action_required\`; down after a failure; unknown when cancelled, stale or never run. Of several workflows on the branch, the one that ran last counts.

Unverified: the header that says when a personal access token expires is reported by users of the API, not documented; without it, nothing is said of the expiry.

Source: [Rate limits](https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api), [best practices](https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api), [troubleshooting](https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api), [repositories](https://docs.github.com/en/rest/repos/repos), [workflow runs](https://docs.github.com/en/rest/actions/workflow-runs), [installation tokens](https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/authenticating-as-a-github-app-installation).`,
  config: z
    .strictObject({
      base_url: baseUrl("https://api.github.com"),
      token: secret().optional().describe("Personal access token; or use `app`"),
      app: githubApp().optional().describe("Ask as an installation of a GitHub App"),
      repository: z
        .string()
        .regex(/^[\w.-]+\/[\w.-]+$/, "must be owner/name")
        .optional()
        .describe("Repository to look at, as `owner/name`"),
      workflow_runs: z
        .boolean()
        .default(false)
        .describe("Whether to look at the last workflow run; needs the permission Actions: read"),
      branch: z
        .string()
        .min(1)
        .optional()
        .describe("Branch whose runs count; the repository's default branch unless told"),
      active_within: duration().prefault("7d").describe("Degraded when the last push is older than this"),
    })
    .refine((c) => (c.token === undefined) !== (c.app === undefined), "needs either token or app")
    .refine((c) => !c.workflow_runs || c.repository !== undefined, "workflow_runs needs a repository")
    .refine((c) => c.branch === undefined || c.workflow_runs, "branch needs workflow_runs"),
  example: {
    provider: "github",
    token: { env: "GITHUB_TOKEN" },
    repository: "acme/shop",
    workflow_runs: true,
    branch: "main",
  },
  observes: ({ repository, workflow_runs }) => ({
    quotas: repository === undefined ? QUOTAS : ["core"],
    environments: workflow_runs ? ["workflows"] : [],
    activity: repository !== undefined,
  }),
  credential: ({ token, app }) => token ?? app?.private_key,

  async probe(config, context) {
    const client = createClient(config, context);
    const { repository } = config;
    const found = await (repository === undefined
      ? askQuotas(client)
      : askRepository(client, repository, config, context.clock));
    const { quotas, tokenExpiry } = client.seen();
    if (!found.ok) return { ...found, quotas };
    const complaints = [...found.complaints, ...judgeExpiry(tokenExpiry, context.clock.now())];
    const degraded = complaints.length > 0 ? { degraded: complaints.join("; ") } : {};
    return { ok: true, quotas, ...found.observations, ...degraded };
  },
});

type Found = { ok: true; observations: Observations; complaints: string[] };

async function askQuotas(client: Client): Promise<Found | Failure> {
  const told = await client.get("/rate_limit", RateLimits);
  return told.ok ? { ok: true, observations: judgeLimits(told.value), complaints: [] } : told;
}

async function askRepository(
  client: Client,
  repository: string,
  config: { branch?: string | undefined; workflow_runs: boolean; active_within: number },
  clock: Clock,
): Promise<Found | Failure> {
  const path = `/repos/${repository}`;
  const told = await client.get(path, Repository);
  if (!told.ok) return told;
  const branch = config.branch ?? told.value.default_branch;
  const pushed = judgeRepository(told.value, {
    branch,
    activeWithin: config.active_within,
    now: clock.now(),
  });
  if (!config.workflow_runs) return { ok: true, ...pushed };

  const query = new URLSearchParams({ branch, status: "completed", per_page: "1" });
  const runs = await client.get(`${path}/actions/runs?${query}&exclude_pull_requests=true`, Runs);
  if (!runs.ok) return runs;
  const ran = judgeRuns(runs.value, branch);
  return {
    ok: true,
    observations: { ...pushed.observations, ...ran.observations },
    complaints: [...pushed.complaints, ...ran.complaints],
  };
}
