import type { Answer, Upstream } from "../upstream.ts";

/** A failure of Slack: 200, and a word in the body. */
const refusal = (error: string, more: Record<string, string> = {}): Answer => ({
  body: { ok: false, error, ...more },
});

export default {
  id: "slack",
  usualPort: 21209,
  routes: {
    "POST /api/api.test": () => ({ body: { ok: true } }),
    "POST /api/auth.test": ({ headers }) =>
      /^Bearer \S/.test(headers.authorization ?? "")
        ? {
            headers: { "x-oauth-scopes": "chat:write,channels:read,users:read" },
            body: {
              ok: true,
              url: "https://demo.slack.com/",
              team: "Demo",
              user: "bot",
              team_id: "T1",
              user_id: "U1",
              bot_id: "B1",
              is_enterprise_install: false,
            },
          }
        : refusal("not_authed"),
  },
  faults: {
    revoked: () => refusal("token_revoked"),
    forbidden: () => refusal("missing_scope", { needed: "channels:read", provided: "chat:write" }),
    invalid_auth: () => refusal("invalid_auth"),
    token_expired: () => refusal("token_expired"),
    account_inactive: () => refusal("account_inactive"),
    no_permission: () => refusal("no_permission"),
    ratelimited: () => ({ ...refusal("ratelimited"), headers: { "retry-after": "30" } }),
    internal_error: () => refusal("internal_error"),
    service_unavailable: () => ({ ...refusal("service_unavailable"), status: 503 }),
    team_added_to_org: () => refusal("team_added_to_org"),
    unknown_word: () => refusal("method_not_supported_for_channel_type"),
    /** The app was installed again with fewer scopes. */
    scopes_withdrawn: (_asked, healthy) => ({ ...healthy, headers: { "x-oauth-scopes": "users:read" } }),
    scopes_untold: (_asked, { body }) => ({ body }),
  },
} satisfies Upstream;
