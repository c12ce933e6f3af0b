import type { Answer, Asked, Upstream } from "../upstream.ts";

const refuse = (status: number, slug: string, message: string): Answer => ({
  status,
  body: { error: { message, code: status * 10, slug, status, request_id: "req_simulated" } },
});

const NO_KEY = refuse(401, "Auth_NoKey", "No authentication provided");

function session(asked: Asked): Answer {
  if (!asked.headers["x-api-key"]) return NO_KEY;
  return {
    body: {
      project: { id: "p1", name: "Demo", nano_id: "pr_demo" },
      api_key: { id: "k1", name: "exporter" },
      org_member: null,
    },
  };
}

/** Accounts of Gmail, in these states. */
const accounts =
  (states: Record<string, number>) =>
  (asked: Asked): Answer => {
    if (!asked.headers["x-api-key"]) return NO_KEY;
    const { query, now } = asked;
    const wanted = query.get("statuses");
    const toolkit = query.get("toolkit_slugs") ?? "gmail";
    const at = new Date((now - 3600) * 1000).toISOString();
    const there = Object.entries(toolkit === "gmail" ? states : {})
      .filter(([status]) => !wanted || status === wanted)
      .flatMap(([status, count]) => Array.from({ length: count }, (_, index) => ({ status, index })));
    const limit = Number(query.get("limit") ?? 20);
    const items = there.slice(0, limit).map(({ status, index }) => ({
      toolkit: { slug: "gmail" },
      auth_config: { id: "ac_1", auth_scheme: "OAUTH2", is_composio_managed: true, is_disabled: false },
      id: `ca_${status.toLowerCase()}_${index}`,
      status,
      status_reason: null,
      created_at: at,
      updated_at: at,
      is_disabled: false,
    }));
    return {
      body: {
        items,
        next_cursor: there.length > limit ? "next" : null,
        total_pages: Math.ceil(there.length / limit),
        current_page: 1,
        total_items: there.length,
      },
    };
  };

const ofAccounts =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked, healthy: Answer): Answer =>
    asked.path.endsWith("/connected_accounts") ? answer(asked) : healthy;

export default {
  id: "composio",
  usualPort: 21223,
  routes: {
    "GET /api/v3/auth/session/info": session,
    "GET /api/v3/connected_accounts": accounts({ ACTIVE: 3, INITIATED: 1, INACTIVE: 1 }),
  },
  faults: {
    revoked: () => refuse(401, "Auth_InvalidKey", "Invalid API key"),
    forbidden: () => refuse(403, "Auth_Forbidden", "This API key lacks the permission"),
    /** A scoped key: good, but not for the accounts. */
    scoped: ofAccounts(() => refuse(403, "Auth_Forbidden", "This API key lacks the permission")),
    lost: ofAccounts(accounts({ ACTIVE: 2, EXPIRED: 1, REVOKED: 1, FAILED: 1 })),
    /** More than a page holds. */
    many: ofAccounts(accounts({ ACTIVE: 140, INITIALIZING: 2, INITIATED: 1 })),
  },
} satisfies Upstream;
