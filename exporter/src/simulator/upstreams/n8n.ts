import type { Upstream } from "../upstream.ts";

export default {
  id: "n8n",
  usualPort: 21210,
  routes: {
    "GET /healthz": () => ({ body: { status: "ok" } }),
    "GET /healthz/readiness": () => ({ body: { status: "ok" } }),
  },
} satisfies Upstream;
