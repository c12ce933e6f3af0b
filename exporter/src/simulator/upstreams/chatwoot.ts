import type { Upstream } from "../upstream.ts";

export default {
  id: "chatwoot",
  usualPort: 21202,
  routes: {
    "GET /api": ({ now }) => ({
      body: {
        version: "4.16.2",
        timestamp: new Date(now * 1000).toISOString().slice(0, 19).replace("T", " "),
        queue_services: "ok",
        data_services: "ok",
      },
    }),
  },
} satisfies Upstream;
