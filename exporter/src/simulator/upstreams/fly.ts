import type { Answer, Asked, Upstream } from "../upstream.ts";

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

const machine = (now: number, over: Record<string, unknown> = {}) => ({
  id: "148e21",
  name: "quiet-river-1",
  state: "started",
  region: "fra",
  host_status: "ok",
  cordoned: false,
  created_at: iso(now - 86_400),
  updated_at: iso(now - 600),
  events: [{ type: "start", status: "started", timestamp: (now - 600) * 1000 }],
  checks: [
    { name: "servicecheck-00-http-8080", status: "passing", output: "200 OK", updated_at: iso(now - 30) },
    { name: "bg_deployments_compat_http", status: "critical", output: "", updated_at: iso(now - 30) },
  ],
  ...over,
});

/** Put to sleep by auto-stop, by a signal that was asked for. */
const asleep = (now: number) =>
  machine(now, {
    id: "148e22",
    name: "quiet-river-2",
    state: "stopped",
    updated_at: iso(now - 900),
    checks: [],
    events: [
      {
        type: "exit",
        status: "stopped",
        timestamp: (now - 900) * 1000,
        request: {
          exit_event: { exit_code: 130, oom_killed: false, requested_stop: true, restarting: false },
        },
      },
    ],
  });

const refuse = (status: number, error: string): Answer => ({ status, body: { error } });

const guarded =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked): Answer => {
    if (!/^(?:Bearer|FlyV1) \S/.test(asked.headers.authorization ?? ""))
      return refuse(401, "authentication required");
    // Whatever a catalog calls its app, it exists; but for this one.
    return asked.params.app === "nowhere" ? refuse(404, "app not found") : answer(asked);
  };

const only =
  (over: (now: number) => Record<string, unknown>) =>
  ({ now }: Asked) => ({
    body: [machine(now, over(now)), asleep(now)],
  });

export default {
  id: "fly",
  usualPort: 21208,
  routes: {
    "GET /v1/apps/:app": guarded(() => ({
      body: {
        id: "jlyv9r5d",
        name: "web",
        status: "deployed",
        machine_count: 2,
        organization: { slug: "acme" },
      },
    })),
    "GET /v1/apps/:app/machines": guarded(({ now }) => ({ body: [machine(now), asleep(now)] })),
  },
  faults: {
    revoked: () => refuse(401, "unauthorized"),
    forbidden: () => refuse(403, "forbidden"),
    not_found: () => refuse(404, "app not found"),
    all_stopped: ({ now }) => ({ body: [asleep(now)] }),
    critical_check: only((now) => ({
      checks: [
        {
          name: "servicecheck-00-http-8080",
          status: "critical",
          output: "connect: connection refused",
          updated_at: iso(now),
        },
      ],
    })),
    warning_check: only(() => ({ checks: [{ name: "disk", status: "warning", output: "91% used" }] })),
    host_unreachable: only(() => ({ host_status: "unreachable" })),
    /** One more machine of the app ran out of memory a minute ago; the first serves on. */
    crashed: ({ now }) => ({
      body: [
        machine(now),
        machine(now, {
          id: "148e23",
          state: "stopped",
          region: "ams",
          checks: [],
          events: [
            {
              type: "exit",
              status: "stopped",
              timestamp: (now - 60) * 1000,
              request: {
                exit_event: { exit_code: 137, oom_killed: true, requested_stop: false, restarting: false },
              },
            },
          ],
        }),
      ],
    }),
  },
} satisfies Upstream;
