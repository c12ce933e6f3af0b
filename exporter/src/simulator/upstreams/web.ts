import type { Upstream } from "../upstream.ts";

/** Any web site or health check: well, whatever it is asked. */
export default {
  id: "web",
  usualPort: 21230,
  routes: { "*": () => ({ body: { status: "ok" } }) },
} satisfies Upstream;
