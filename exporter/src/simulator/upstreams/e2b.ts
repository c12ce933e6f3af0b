import type { Upstream } from "../upstream.ts";

export default {
  id: "e2b",
  usualPort: 21211,
  routes: {
    "GET /v2/sandboxes": () => ({
      headers: { "x-total-running": "1" },
      body: [{ sandboxID: "i1", templateID: "t", state: "running", cpuCount: 2, memoryMB: 512 }],
    }),
  },
} satisfies Upstream;
