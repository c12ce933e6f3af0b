import { z } from "zod";
import { defineProvider, type Failure, failure, type HttpResponse, type Observations } from "../contract.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { explain } from "./support/explain.ts";
import { webAuth, webAuthHeaders } from "./support/web-auth.ts";

const success = <T>(data: z.ZodType<T>) => z.object({ status: z.literal("success"), data });

const RuntimeInfo = success(z.object({ reloadConfigSuccess: z.boolean() }));

const Samples = success(
  z.object({
    result: z.array(
      z.object({
        metric: z.object({
          /** Of a count: the value that is counted. */
          up: z.string().optional(),
          job: z.string().default(""),
          instance: z.string().default(""),
        }),
        value: z.tuple([z.number(), z.coerce.number()]),
      }),
    ),
  }),
);
type Samples = z.infer<typeof Samples>["data"]["result"];

const NAMED_TARGETS = 3;
/** Some targets that are down, by name, and how many there are of each kind: small, however many targets there are. */
const QUERY = `topk(${NAMED_TARGETS}, up == 0) or count_values("up", up)`;

export default defineProvider({
  id: "prometheus",
  title: "Prometheus",
  description: `Asks \`/api/v1/status/runtimeinfo\` and one query about \`up\`: two requests. Both answer 503, as \`/-/ready\` does, until Prometheus is ready; the query shows as well that its storage can be read.

- **down**: 503 \`server_error\`, whose detail says whether it is starting or stopping (\`X-Prometheus-Stopping\`); 401 \`unauthorized\` and 403 \`forbidden\` from it or a proxy before it; a query that fails (\`unexpected_response\`, or \`server_error\` when it timed out).
- **degraded**: its last configuration did not load, so it runs on the one before; more than \`max_targets_down\` targets are down.

It tells how many targets it scrapes, and how many are down (by their \`up\`, so a target that was never scraped is not counted). The sentence names the first ${NAMED_TARGETS} that are down.

The list of targets itself (\`/api/v1/targets\`) is not asked for: it runs to many megabytes where there are thousands.

Source: [HTTP API](https://prometheus.io/docs/prometheus/latest/querying/api/), [management API](https://prometheus.io/docs/prometheus/latest/management_api/), [its source](https://github.com/prometheus/prometheus/blob/main/web/web.go).`,
  config: z.strictObject({
    base_url: baseUrl("http://localhost:9090"),
    auth: webAuth(),
    max_targets_down: z
      .int()
      .min(0)
      .optional()
      .describe(
        "How many targets may be down before the check is degraded; without it they are only counted",
      ),
  }),
  example: { provider: "prometheus", base_url: "http://prometheus.example.com:9090", max_targets_down: 0 },
  observes: () => ({ inventory: ["targets", "targets_down"] }),

  async probe({ base_url: baseUrl, auth, max_targets_down: maxDown }, context) {
    const headers = webAuthHeaders(auth, context);
    const runtime = await ask(
      context,
      { url: `${baseUrl}/api/v1/status/runtimeinfo`, headers },
      RuntimeInfo,
      judge,
    );
    if (!runtime.ok) return runtime;
    const url = `${baseUrl}/api/v1/query?${new URLSearchParams({ query: QUERY })}`;
    const up = await ask(context, { url, headers }, Samples, judge);
    if (!up.ok) return { ...up, detail: `the query failed: ${up.detail}` };
    return {
      ok: true,
      ...observe(up.value.data.result, runtime.value.data.reloadConfigSuccess, maxDown),
    };
  },
});

function judge(response: HttpResponse, now: number): Failure | undefined {
  const stopping = response.headers["x-prometheus-stopping"];
  if (response.status === 503 && stopping !== undefined)
    return failure("server_error", `not ready: it is ${stopping === "true" ? "stopping" : "starting"}`);
  return explain({
    unauthorized: "it wants credentials, or those of auth are wrong",
    forbidden: "the credentials may not read this",
  })(response, now);
}

function observe(samples: Samples, reloaded: boolean, maxDown: number | undefined): Observations {
  const counts = samples.filter(({ metric }) => metric.up !== undefined);
  const sum = (some: Samples) => some.reduce((total, { value }) => total + value[1], 0);
  const down = sum(counts.filter(({ metric }) => metric.up === "0"));
  const total = sum(counts);
  const named = samples
    .filter(({ metric }) => metric.up === undefined)
    .map(({ metric }) => `${metric.job} ${metric.instance}`);
  const troubles = [
    ...(reloaded ? [] : ["the last configuration did not load: it runs on the one before"]),
    ...(maxDown !== undefined && down > maxDown
      ? [`${down} of ${total} targets down: ${named.join(", ")}${down > named.length ? ", ..." : ""}`]
      : []),
  ];
  return {
    inventory: [
      { kind: "targets", count: total },
      { kind: "targets_down", count: down },
    ],
    summary: `${total - down} of ${total} targets up`,
    ...(troubles.length > 0 ? { degraded: troubles.join("; ") } : {}),
  };
}
