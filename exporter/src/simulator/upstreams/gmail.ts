import type { Upstream } from "../upstream.ts";
import { googleFaults, signedIn, tokenRoutes } from "./google/oauth.ts";

export default {
  id: "gmail",
  usualPort: 21214,
  routes: {
    ...tokenRoutes,
    "GET /gmail/v1/users/me/profile": signedIn(() => ({
      body: { emailAddress: "demo@example.com", messagesTotal: 10, threadsTotal: 9, historyId: "123" },
    })),
  },
  faults: googleFaults,
} satisfies Upstream;
