import type { Upstream } from "../upstream.ts";

export default {
  id: "fly",
  usualPort: 21208,
  routes: {
    "GET /v1/apps/web/machines": ({ now }) => ({
      body: [
        {
          id: "148e21",
          state: "started",
          region: "fra",
          host_status: "ok",
          updated_at: new Date((now - 600) * 1000).toISOString(),
          checks: [{ name: "http", status: "passing" }],
        },
      ],
    }),
  },
} satisfies Upstream;
