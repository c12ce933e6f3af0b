import type { Answer, Asked, Upstream } from "../upstream.ts";

/** As FastAPI tells it. */
const refuse = (status: number, detail: unknown): Answer => ({ status, body: { detail } });

const withKey =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked): Answer =>
    /^Bearer \S/.test(asked.headers.authorization ?? "") ? answer(asked) : refuse(401, "Not authenticated");

const instance = (isAuthenticated: boolean, authNeeded = true) =>
  withKey(({ path }) => ({
    body: {
      instanceId: path.split("/").at(-1),
      authNeeded,
      isAuthenticated,
      serverName: "Gmail",
      platform: "demo",
      externalUserId: "user-1",
      oauthUrl: null,
    },
  }));

export default {
  id: "klavis",
  usualPort: 21224,
  routes: {
    "GET /mcp-server/instance/:id": instance(true),
    "GET /user/": withKey(({ now }) => ({
      body: {
        users: [{ userId: "user-1", createdAt: new Date((now - 86_400) * 1000).toISOString() }],
        totalCount: 1,
        page: 1,
        pageSize: 100,
        totalPages: 1,
      },
    })),
  },
  faults: {
    revoked: () => refuse(401, "Invalid API key"),
    forbidden: () => refuse(403, "Forbidden"),
    not_found: () => refuse(404, "Instance not found"),
    /** The user has withdrawn what was granted. */
    consent_revoked: instance(false),
    /** A server of public data. */
    no_consent: instance(false, false),
    malformed_id: () =>
      refuse(422, [
        { loc: ["path", "instance_id"], msg: "Input should be a valid UUID", type: "uuid_parsing" },
      ]),
  },
} satisfies Upstream;
