import { z } from "zod";
import {
  defineProvider,
  type Failure,
  failure,
  type HttpResponse,
  type Reason,
  secret,
} from "../contract.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { explain } from "./support/explain.ts";
import { parseRetryAfter } from "./support/retry-after.ts";

/** Slack answers 200 to nearly everything; whether it went well stands in the body. */
const Answer = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), team: z.string(), user: z.string() }),
  z.object({ ok: z.literal(false), error: z.string(), needed: z.string().optional() }),
]);
type Refusal = Extract<z.infer<typeof Answer>, { ok: false }>;

const REASONS: Record<string, Reason> = {
  not_authed: "unauthorized",
  invalid_auth: "unauthorized",
  token_revoked: "unauthorized",
  token_expired: "unauthorized",
  account_inactive: "unauthorized",
  missing_scope: "forbidden",
  no_permission: "forbidden",
  ekm_access_denied: "forbidden",
  access_denied: "forbidden",
  accesslimited: "forbidden",
  ratelimited: "rate_limited",
  fatal_error: "server_error",
  internal_error: "server_error",
  service_unavailable: "server_error",
  request_timeout: "server_error",
  team_added_to_org: "server_error",
};

const HINTS: Record<string, string> = {
  token_expired: "the token must be rotated",
  account_inactive: "the token's user or workspace was deleted",
  accesslimited: "Slack may not be used from this network",
  team_added_to_org: "the workspace is being moved into an organization",
};

export default defineProvider({
  id: "slack",
  title: "Slack",
  description: `Asks Slack whose token this is (\`POST /api/auth.test\`, which needs no scope). Slack tells most failures in a 200, by a word:

- **degraded**, as Slack answers but refuses us: \`invalid_auth\`, \`not_authed\`, \`token_revoked\`, \`token_expired\` and \`account_inactive\` (\`unauthorized\`); \`missing_scope\`, \`no_permission\`, \`ekm_access_denied\`, \`access_denied\` and \`accesslimited\` (\`forbidden\`); 429 and \`ratelimited\` (\`rate_limited\`, with the wait of \`Retry-After\`, the only sign of a limit that Slack gives).
- **down**: no answer, 5xx, \`fatal_error\`, \`internal_error\`, \`service_unavailable\`, \`request_timeout\` and \`team_added_to_org\` (\`server_error\`); any other word (\`unexpected_response\`).
- \`scopes\`: one that the token has not is \`forbidden\`; **degraded** when Slack does not say which it has.

Unverified: that the header \`x-oauth-scopes\`, which Slack's own SDK reads, comes with every kind of token; hence degraded and not down without it.

Source: [auth.test](https://docs.slack.dev/reference/methods/auth.test), [rate limits](https://docs.slack.dev/apis/web-api/rate-limits).`,
  config: z.strictObject({
    base_url: baseUrl("https://slack.com"),
    token: secret().describe("Bot or user token (`xoxb-...`, `xoxp-...`)"),
    scopes: z
      .array(z.string().min(1))
      .default([])
      .describe("Scopes that the token must have, such as `chat:write`"),
  }),
  example: { provider: "slack", token: { env: "SLACK_BOT_TOKEN" }, scopes: ["chat:write"] },

  async probe({ base_url, token, scopes }, context) {
    const told = await ask(
      context,
      {
        url: `${base_url}/api/auth.test`,
        method: "POST",
        headers: { authorization: `Bearer ${context.secret(token)}` },
      },
      Answer,
      explain({ not_found: "no Slack API at base_url" }),
    );
    if (!told.ok) return told;
    if (!told.value.ok) return refusal(told.value, told.response, context.clock.now());
    const summary = `${told.value.user} in ${told.value.team}`;
    if (scopes.length === 0) return { ok: true, summary };

    const header = told.response.headers["x-oauth-scopes"];
    if (header === undefined)
      return { ok: true, summary, degraded: "Slack does not say which scopes the token has" };
    const granted = new Set(header.split(",").map((scope) => scope.trim()));
    const missing = scopes.filter((scope) => !granted.has(scope));
    if (missing.length === 0) return { ok: true, summary };
    return failure(
      "forbidden",
      `the token has not the scope ${missing.join(", ")}: add it and install again`,
    );
  },
});

function refusal({ error, needed }: Refusal, { headers }: HttpResponse, now: number): Failure {
  const hint = needed === undefined ? HINTS[error] : `the token needs ${needed}`;
  return failure(
    REASONS[error] ?? "unexpected_response",
    `Slack says ${error}${hint ? `: ${hint}` : ""}`,
    error === "ratelimited" ? parseRetryAfter(headers["retry-after"], now) : undefined,
  );
}
