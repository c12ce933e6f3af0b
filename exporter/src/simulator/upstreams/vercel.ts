import type { Upstream } from "../upstream.ts";

export default {
  id: "vercel",
  usualPort: 21206,
  routes: {
    "GET /v2/user": () => ({ body: { user: { id: "u1", username: "demo", limited: false } } }),
    "GET /v7/deployments": ({ now }) => ({
      body: {
        deployments: [
          {
            uid: "dpl_1",
            name: "web",
            readyState: "READY",
            readySubstate: "PROMOTED",
            target: "production",
            created: Math.round((now - 3600) * 1000),
            ready: Math.round((now - 3540) * 1000),
          },
        ],
        pagination: { count: 1, next: null, prev: null },
      },
    }),
  },
} satisfies Upstream;
