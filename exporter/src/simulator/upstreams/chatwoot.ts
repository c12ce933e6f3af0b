import type { Answer, Asked, Upstream } from "../upstream.ts";

const status = ({ now }: Asked, over: Record<string, string> = {}): Answer => ({
  body: {
    version: "4.16.2",
    timestamp: new Date(now * 1000).toISOString().slice(0, 19).replace("T", " "),
    queue_services: "ok",
    data_services: "ok",
    ...over,
  },
});

const account = (id: number, name: string, role: string, status = "active") => ({ id, name, status, role });

const profile = (accounts: object[]): Answer => ({
  body: {
    id: 7,
    name: "Ada",
    email: "ada@example.com",
    // The real answer repeats the token and others: nothing of it may be shown.
    access_token: "chatwoot-token-of-ada",
    pubsub_token: "chatwoot-pubsub-of-ada",
    role: "administrator",
    accounts,
  },
});

const unauthorized = (error: string): Answer => ({ status: 401, body: { error } });

/** `GET /api` asks for no token, so it stays as it is when a token fails. */
const ofProfile =
  (answer: Answer) =>
  ({ path }: Asked, healthy: Answer): Answer =>
    path === "/api" ? healthy : answer;

const failing =
  (...services: string[]) =>
  (asked: Asked, healthy: Answer): Answer =>
    asked.path === "/api"
      ? status(asked, Object.fromEntries(services.map((name) => [name, "failing"])))
      : healthy;

export default {
  id: "chatwoot",
  usualPort: 21202,
  routes: {
    "GET /api": (asked) => status(asked),
    "GET /api/v1/profile": ({ headers }) =>
      headers.api_access_token
        ? profile([account(1, "Acme", "administrator"), account(2, "Acme Test", "agent")])
        : { status: 401, body: { errors: ["You need to sign in or sign up before continuing."] } },
  },
  faults: {
    revoked: ofProfile(unauthorized("Invalid Access Token")),
    forbidden: ofProfile({ status: 403, body: "Forbidden\n" }),
    /** Redis does not answer. */
    queue_failing: failing("queue_services"),
    /** PostgreSQL does not answer. */
    data_failing: failing("data_services"),
    all_failing: failing("queue_services", "data_services"),
    bot_token: ofProfile(unauthorized("Access to this endpoint is not authorized for bots")),
    suspended: ofProfile(profile([account(1, "Acme", "administrator", "suspended")])),
    /** Rack::Attack as Chatwoot has it set up: not a word of when it ends. */
    throttled: () => ({ status: 429, body: "Retry later\n" }),
  },
} satisfies Upstream;
