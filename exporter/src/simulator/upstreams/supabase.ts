import type { Upstream } from "../upstream.ts";

export default {
  id: "supabase",
  usualPort: 21207,
  routes: {
    "GET /v1/projects/demo/health": () => ({
      body: [
        { name: "auth", status: "ACTIVE_HEALTHY", healthy: true },
        { name: "db", status: "ACTIVE_HEALTHY", healthy: true },
      ],
    }),
  },
} satisfies Upstream;
