import type { Answer, Asked, Upstream } from "../upstream.ts";

const status =
  (cluster: "ready" | "settling" | "disabled", peers: readonly string[]) =>
  ({ now }: Asked): Answer => ({
    body: {
      cluster:
        cluster === "disabled"
          ? { status: cluster }
          : {
              name: peers[0],
              status: cluster,
              peers: peers.map((name, index) => ({ name, address: `10.0.0.${index + 1}:9094` })),
            },
      versionInfo: {
        version: "0.28.1",
        revision: "b2099eaa2c9ebc25edb26517cb9c732738e93910",
        branch: "HEAD",
        buildUser: "demo",
        buildDate: "20250307-15:05:18",
        goVersion: "go1.23.7",
      },
      config: { original: "route:\n  receiver: demo\n" },
      uptime: new Date((now - 86_400) * 1000).toISOString(),
    },
  });

const alert = (name: string, state: "active" | "suppressed", silencedBy: string[] = []) => ({
  name,
  state,
  silencedBy,
});
const ALERTS = [alert("Down", "active"), alert("Slow", "active"), alert("Known", "suppressed", ["s1"])];

/** Those that are silenced come along unless the question leaves them out. */
function alerts({ query, now }: Asked): Answer {
  const time = (seconds: number) => new Date((now + seconds) * 1000).toISOString();
  const body = ALERTS.filter(({ silencedBy }) => silencedBy.length === 0 || query.get("silenced") !== "false")
    .filter(({ state }) => state !== "active" || query.get("active") !== "false")
    .map(({ name, state, silencedBy }, index) => ({
      labels: { alertname: name },
      annotations: { summary: `${name} since an hour` },
      receivers: [{ name: "demo" }],
      fingerprint: `f0000000000000${index}`,
      startsAt: time(-3600),
      updatedAt: time(-30),
      endsAt: time(240),
      generatorURL: "http://prometheus.example.com:9090/graph",
      status: { state, silencedBy, inhibitedBy: [], mutedBy: [] },
    }));
  return { body };
}

const ofStatus =
  (answer: (asked: Asked) => Answer) =>
  (asked: Asked, healthy: Answer): Answer =>
    asked.path.endsWith("/status") ? answer(asked) : healthy;

export default {
  id: "alertmanager",
  usualPort: 21218,
  routes: {
    "GET /-/healthy": () => ({ body: "OK" }),
    "GET /-/ready": () => ({ body: "OK" }),
    "GET /api/v2/status": status("ready", ["01A", "01B"]),
    "GET /api/v2/alerts": alerts,
  },
  faults: {
    settling: ofStatus(status("settling", ["01A", "01B"])),
    peer_lost: ofStatus(status("ready", ["01A"])),
    /** It runs alone, without a cluster. */
    alone: ofStatus(status("disabled", [])),
    /** A proxy before it that wants a token. */
    locked: (asked, healthy) =>
      asked.headers.authorization === "Bearer secret" ? healthy : { status: 401, body: "Unauthorized\n" },
  },
} satisfies Upstream;
