import type { Upstream } from "../upstream.ts";

export default {
  id: "github",
  usualPort: 21205,
  routes: {
    "GET /rate_limit": ({ now }) => {
      const core = { limit: 5000, used: 12, remaining: 4988, reset: Math.ceil(now / 3600) * 3600 };
      return { body: { resources: { core, search: { ...core, limit: 30, remaining: 18 } }, rate: core } };
    },
  },
} satisfies Upstream;
