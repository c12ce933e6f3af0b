import type { Upstream } from "../upstream.ts";

export default {
  id: "openai",
  usualPort: 21203,
  routes: {
    "GET /v1/models": () => ({
      body: {
        object: "list",
        data: [{ id: "demo-model", object: "model", created: 1700000000, owned_by: "demo" }],
      },
    }),
  },
} satisfies Upstream;
