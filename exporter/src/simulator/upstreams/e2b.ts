import type { Answer, Asked, Upstream } from "../upstream.ts";

const refuse = (code: number, message: string, headers: Record<string, string> = {}): Answer => ({
  status: code,
  headers,
  body: { code, message },
});

const running = (asked: Asked, total: number): Answer => {
  if (!asked.headers["x-api-key"]) return refuse(401, "Invalid API key, please visit the dashboard");
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  const sandboxes = Array.from({ length: total }, (_, index) => ({
    sandboxID: `i${index + 1}`,
    templateID: "base",
    startedAt: iso(asked.now - 120 * (index + 1)),
    endAt: iso(asked.now + 3600),
    state: "running",
    cpuCount: 2,
    memoryMB: 512,
    diskSizeMB: 1024,
  }));
  const page = sandboxes.slice(0, Number(asked.query.get("limit") ?? 100));
  return {
    headers: {
      "x-total-running": String(total),
      ...(page.length < total ? { "x-next-token": "next-page" } : {}),
      "ratelimit-limit": "20000",
      "ratelimit-remaining": "19998",
      "ratelimit-reset": "30",
    },
    body: page,
  };
};

/** A trouble of the routes that want a key: the health check goes on as before. */
const ofTheKey =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked, healthy: Answer): Answer =>
    asked.path === "/health" ? healthy : answer(asked);

export default {
  id: "e2b",
  usualPort: 21211,
  routes: {
    "GET /health": () => ({ body: "Health check successful" }),
    "GET /v2/sandboxes": (asked) => running(asked, 3),
  },
  faults: {
    revoked: ofTheKey(() => refuse(401, "Invalid API key")),
    forbidden: ofTheKey(() => refuse(403, "Team is blocked")),
    /** As an older draft of the header fields has it: reset in seconds to go. */
    throttled: ofTheKey(() =>
      refuse(429, "Rate limit exceeded", {
        "retry-after": "12",
        "ratelimit-limit": "20000",
        "ratelimit-remaining": "0",
        "ratelimit-reset": "12",
      }),
    ),
    unhealthy: ({ path }, healthy) =>
      path === "/health" ? { status: 503, body: "Service is unavailable" } : healthy,
    /** As many sandboxes as the Hobby plan lets run. */
    full: ofTheKey((asked) => running(asked, 20)),
    /** Routes that are not limited send no header of it. */
    unlimited: ofTheKey((asked) => ({ headers: { "x-total-running": "3" }, body: running(asked, 3).body })),
  },
} satisfies Upstream;
