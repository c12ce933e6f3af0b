import type { Answer, Asked, Upstream } from "../upstream.ts";

const refusal = (status: number, code: string, more: object = {}): Answer => ({
  status,
  body: { error: { code, message: `simulated: ${code}`, ...more } },
});

/** Only who has a token is told the endpoint's quota, and anything else. */
function authenticated({ headers, now }: Asked, answer: Answer): Answer {
  if (!headers.authorization) return refusal(403, "forbidden", { missingToken: true });
  const quota = {
    "x-ratelimit-limit": "500",
    "x-ratelimit-remaining": "497",
    "x-ratelimit-reset": String(Math.ceil(now / 60) * 60),
  };
  return { ...answer, headers: { ...quota, ...answer.headers } };
}

const user = (limited: boolean) => ({
  user: { id: "u1", username: "demo", email: "demo@example.com", limited },
});

/** One deployment, `age` seconds old. In the answers a preview's target is null. */
function deployment({ query, now }: Asked, age: number, over: object = {}) {
  const created = Math.round((now - age) * 1000);
  const production = query.get("target") === "production";
  return {
    uid: `dpl_${created}`,
    name: query.get("projectId") ?? "web",
    url: "web-1.vercel.app",
    state: "READY",
    readyState: "READY",
    readySubstate: production ? "PROMOTED" : "STAGED",
    target: production ? "production" : null,
    created,
    buildingAt: created + 5000,
    ready: created + 60_000,
    errorCode: null,
    errorMessage: null,
    meta: { githubCommitSha: "a1b2c3d" },
    ...over,
  };
}
const state = (readyState: string, over: object = {}) => ({
  state: readyState,
  readyState,
  readySubstate: undefined,
  ...over,
});
const failed = state("ERROR", { errorCode: "BUILD_FAILED", errorMessage: "Command exited with 1" });

const listed = (asked: Asked, deployments: object[]): Answer => {
  const page = deployments.slice(0, Number(asked.query.get("limit") ?? 20));
  return authenticated(asked, {
    body: { deployments: page, pagination: { count: page.length, next: null, prev: null } },
  });
};
const usual = (asked: Asked) => [deployment(asked, 3600), deployment(asked, 90_000)];
const inProduction = (asked: Asked, healthy: Answer, deployments: object[]): Answer =>
  asked.query.get("target") === "production" ? listed(asked, deployments) : healthy;

export default {
  id: "vercel",
  usualPort: 21206,
  routes: {
    "GET /v2/user": (asked) => authenticated(asked, { body: user(false) }),
    "GET /v7/deployments": (asked) => listed(asked, usual(asked)),
  },
  faults: {
    revoked: () => refusal(403, "forbidden", { invalidToken: true }),
    forbidden: (asked) => authenticated(asked, refusal(403, "forbidden")),
    not_found: (asked) => authenticated(asked, refusal(404, "not_found")),
    limited_user: (asked) => authenticated(asked, { body: user(true) }),
    production_failed: (asked, healthy) =>
      inProduction(asked, healthy, [deployment(asked, 60, failed), ...usual(asked)]),
    production_never_succeeded: (asked, healthy) =>
      inProduction(asked, healthy, [deployment(asked, 60, failed)]),
    production_building: (asked, healthy) =>
      inProduction(asked, healthy, [deployment(asked, 60, state("BUILDING")), ...usual(asked)]),
    never_deployed: (asked) => listed(asked, []),
  },
} satisfies Upstream;
