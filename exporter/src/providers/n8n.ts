import { z } from "zod";
import { defineProvider, duration, type Observations, secret } from "../contract.ts";
import { askExecutions, askMetrics, askReadiness, askWorkflows } from "./n8n/questions.ts";
import { baseUrl } from "./support/base-url.ts";

export default defineProvider({
  id: "n8n",
  title: "n8n",
  description: `Asks whether n8n is ready for work or, with an \`api_key\`, how its work goes. At most two requests.

- Without \`api_key\`: \`/healthz/readiness\`, which is good once the database is connected and migrated. \`/healthz\` is not asked: it says only that the process runs.
- With \`api_key\`: the last 100 executions (when the newest began is the last activity) and, unless \`metrics\` tells how many there are, whether any workflow is active.
- With \`metrics\`: \`/metrics\` as well, for n8n's version and the number of active workflows. n8n answers there only with \`N8N_METRICS=true\`, and its prefix must be the usual \`n8n_\`.

How it judges:

- **down**: no answer; the database is not connected (503), or is being migrated: n8n then answers 200 with a sentence instead of JSON (all \`server_error\`); \`not_found\` where the public API or the metrics are switched off, or \`base_url\` or \`health_path\` is wrong.
- **degraded**: an execution failed or crashed within \`failure_window\`, unless somebody started it by hand; no workflow is active; the key is rejected (401 \`unauthorized\`) or lacks a scope (403 \`forbidden\`: it must read executions and workflows).
- n8n's API tells no limits; a proxy's 429 is \`rate_limited\`.

On an instance with more than 100 executions within \`failure_window\` only the last 100 are looked at. Unverified: that executions always come newest first; the newest of those listed counts.

Source: [monitoring](https://docs.n8n.io/hosting/logging-monitoring/monitoring/), [API](https://docs.n8n.io/api/api-reference/), [endpoints](https://docs.n8n.io/hosting/configuration/environment-variables/endpoints/).`,
  config: z.strictObject({
    base_url: baseUrl("http://localhost:5678"),
    health_path: z
      .string()
      .regex(/^\/[^?#]*[^/?#]$/, "must be a path such as /healthz")
      .default("/healthz")
      .describe("Where n8n tells its health: its `N8N_ENDPOINT_HEALTH`"),
    api_key: secret().optional().describe("API key, with the scopes to list executions and workflows"),
    failure_window: duration()
      .prefault("15m")
      .describe("With `api_key`: degraded for this long after an execution failed"),
    metrics: z.boolean().default(false).describe("Read n8n's own metrics, for version and active workflows"),
  }),
  example: { provider: "n8n", base_url: "https://n8n.example.com", api_key: { env: "N8N_API_KEY" } },
  observes: ({ api_key, metrics }) => ({
    activity: api_key !== undefined,
    inventory: metrics ? ["workflows"] : [],
  }),

  async probe(config, context) {
    const { base_url: base, api_key, failure_window: window } = config;
    const api = api_key && { base, headers: { "x-n8n-api-key": context.secret(api_key) } };
    const work = api
      ? await askExecutions(api, window, context)
      : await askReadiness(base, config.health_path, context);
    if (!work.ok) return work;
    if (config.metrics) {
      const metrics = await askMetrics(base, context);
      return metrics.ok ? { ok: true, ...join(work, metrics) } : metrics;
    }
    if (!api) return work;
    const workflows = await askWorkflows(api, context);
    return workflows.ok ? { ok: true, ...join(work, workflows) } : workflows;
  },
});

/** Two answers as one: what both can say is said side by side. */
function join(one: Observations, other: Observations): Observations {
  const degraded = [one.degraded, other.degraded].filter((text) => text !== undefined);
  const summary = [one.summary, other.summary].filter((text) => text !== undefined);
  return {
    ...one,
    ...other,
    ...(degraded.length === 0 ? {} : { degraded: degraded.join("; ") }),
    ...(summary.length === 0 ? {} : { summary: summary.join(" · ") }),
  };
}
