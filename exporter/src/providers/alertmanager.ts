import { z } from "zod";
import { defineProvider } from "../contract.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { explain } from "./support/explain.ts";
import { webAuth, webAuthHeaders } from "./support/web-auth.ts";

const Status = z.object({
  cluster: z.object({ status: z.string(), peers: z.array(z.unknown()).nullish() }),
  versionInfo: z.object({ version: z.string() }),
});
type Cluster = z.infer<typeof Status>["cluster"];
const Alerts = z.array(z.object({ fingerprint: z.string() }));

/** Alerts come with all their labels and annotations, and in a storm there are thousands. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export default defineProvider({
  id: "alertmanager",
  title: "Alertmanager",
  description: `Asks \`/api/v2/status\` and lists the active alerts with \`/api/v2/alerts\`, neither silenced nor inhibited: two requests.

- **down**: 401 \`unauthorized\` and 403 \`forbidden\` from it or a proxy before it; 404 \`not_found\` (another server, or a route prefix missing in \`base_url\`); 5xx \`server_error\`.
- **degraded**: its cluster is \`settling\`, when it holds notifications back, or in a state that is not documented; the cluster has fewer than \`min_peers\` members, itself counted.

It tells the version and how many alerts are active. Active alerts are no trouble of Alertmanager's own and degrade nothing.

Source: [API](https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml), [management API](https://prometheus.io/docs/alerting/latest/management_api/).`,
  config: z.strictObject({
    base_url: baseUrl("http://localhost:9093"),
    auth: webAuth(),
    min_peers: z
      .int()
      .min(1)
      .optional()
      .describe("How many members its cluster must have, itself counted; fewer are degraded"),
  }),
  example: { provider: "alertmanager", base_url: "http://alertmanager.example.com:9093", min_peers: 2 },
  observes: () => ({ inventory: ["alerts"] }),

  async probe({ base_url: baseUrl, auth, min_peers: minPeers }, context) {
    const headers = webAuthHeaders(auth, context);
    const status = await ask(context, { url: `${baseUrl}/api/v2/status`, headers }, Status, judge);
    if (!status.ok) return status;
    const url = `${baseUrl}/api/v2/alerts?active=true&silenced=false&inhibited=false`;
    const alerts = await ask(context, { url, headers, maxBodyBytes: MAX_BODY_BYTES }, Alerts, judge);
    if (!alerts.ok) return alerts;

    const { cluster, versionInfo } = status.value;
    const count = alerts.value.length;
    const troubles = judgeCluster(cluster, minPeers);
    return {
      ok: true,
      version: versionInfo.version,
      inventory: [{ kind: "alerts", count }],
      summary: `Alertmanager ${versionInfo.version}, ${count} alerts active`,
      ...(troubles.length > 0 ? { degraded: troubles.join("; ") } : {}),
    };
  },
});

const judge = explain({
  unauthorized: "it wants credentials, or those of auth are wrong",
  forbidden: "the credentials may not read this",
});

function judgeCluster({ status, peers }: Cluster, minPeers = 0): string[] {
  const settled = status === "ready" || status === "disabled";
  const members = peers?.length ?? 0;
  return [
    ...(settled ? [] : [`the cluster is ${status}: notifications may be held back`]),
    ...(members < minPeers ? [`the cluster has ${members} of ${minPeers} members`] : []),
  ];
}
