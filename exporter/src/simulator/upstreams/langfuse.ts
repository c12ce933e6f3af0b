import type { Upstream } from "../upstream.ts";

export default {
  id: "langfuse",
  usualPort: 21212,
  routes: {
    "GET /api/public/health": () => ({ body: { status: "OK", version: "3.150.0" } }),
  },
} satisfies Upstream;
