import type { Upstream } from "../upstream.ts";

export default {
  id: "slack",
  usualPort: 21209,
  routes: {
    "POST /api/auth.test": () => ({
      body: {
        ok: true,
        url: "https://demo.slack.com/",
        team: "Demo",
        user: "bot",
        team_id: "T1",
        user_id: "U1",
      },
    }),
  },
} satisfies Upstream;
