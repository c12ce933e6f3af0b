import { z } from "zod";
import {
  defineProvider,
  type Failure,
  failure,
  type HttpResponse,
  type ProbeContext,
  type Verdict,
} from "../contract.ts";
import { ask, parseJson } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { judgeStatus } from "./support/status.ts";

const Health = z.object({ status: z.string(), uptime: z.string().optional() });

/** A component has parts of the same shape; the pipelines are enough to name a trouble by. */
const Part = z.object({ status: z.string(), error: z.string().optional() });
const HealthV2 = Part.extend({ components: z.record(z.string(), Part).default({}) });
type HealthV2 = z.infer<typeof HealthV2>;

export default defineProvider({
  id: "otel-collector",
  title: "OpenTelemetry Collector",
  description: `Asks the Collector's extension \`health_check\`, or, with \`use_v2\`, its second version, which knows the pipelines. One request.

- **down**: 503 \`server_error\` while the Collector starts or stops; with \`use_v2\` also 500 on a fatal error, and 404 \`not_found\` for a \`pipeline\` that it does not have.
- **degraded**, with \`use_v2\` only: \`StatusRecoverableError\` or \`StatusPermanentError\`, with the pipelines that have it. Others than those documented (\`StatusNone\`) degrade too.

Without \`use_v2\` a Collector whose exporters all fail is still well: the first version says only that it runs. Its own metrics (\`otelcol_exporter_send_failed_*\` on port 8888) tell what it loses: let Prometheus scrape them.

The extension listens on localhost unless configured otherwise, and its address is not the one that takes telemetry. A \`response_body\` of one's own is not understood here: use the provider \`http\` for it.

Unverified: the text of the first version's \`status\`, so any is taken; the names and nesting of \`components\` in the second's, so only the outermost are named.

Source: [health_check](https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/main/extension/healthcheckextension/README.md), [second version](https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/main/extension/healthcheckv2extension/README.md).`,
  config: z
    .strictObject({
      base_url: baseUrl("http://localhost:13133"),
      use_v2: z.boolean().default(false).describe("Whether the extension is its second version"),
      path: z
        .string()
        .regex(/^\/[^?#]*$/, "must begin with / and hold no query")
        .optional()
        .describe("Path that the extension serves: `/`, or `/status` with `use_v2`, unless configured"),
      pipeline: z
        .string()
        .min(1)
        .optional()
        .describe("With `use_v2`: the one pipeline to look at, such as `traces`"),
    })
    .refine((c) => c.pipeline === undefined || c.use_v2, "pipeline needs use_v2"),
  example: { provider: "otel-collector", base_url: "http://otel-collector.example.com:13133" },

  async probe(config, context) {
    const url = new URL(`${config.base_url}${config.path ?? (config.use_v2 ? "/status" : "/")}`);
    if (config.use_v2) return probeV2(url, config.pipeline, context);
    const health = await ask(context, { url: url.href }, Health, judge);
    if (!health.ok) return health;
    const { status, uptime } = health.value;
    return { ok: true, summary: uptime ? `${status}, up for ${uptime}` : status };
  },
});

async function probeV2(url: URL, pipeline: string | undefined, context: ProbeContext): Promise<Verdict> {
  url.search = new URLSearchParams({ verbose: "", ...(pipeline ? { pipeline } : {}) }).toString();
  const health = await ask(context, { url: url.href }, HealthV2, judge);
  if (!health.ok)
    return health.reason === "not_found" && pipeline
      ? { ...health, detail: `${health.detail}: no pipeline ${pipeline}, or no such path` }
      : health;
  return judgeV2(health.value, pipeline ? `pipeline ${pipeline}` : "Collector");
}

/** Its answers that are not good say as well what it is at. */
function judge(response: HttpResponse, now: number): Failure | undefined {
  const refused = judgeStatus(response, now);
  const { data } = Health.safeParse(parseJson(response.body));
  return refused && data ? { ...refused, detail: `${refused.detail}: ${data.status}` } : refused;
}

function judgeV2({ status, error, components }: HealthV2, what: string): Verdict {
  const summary = `${what} ${status}`;
  if (status === "StatusOK") return { ok: true, summary };
  if (status === "StatusFatalError" || /^Status(?:Starting|Stopping|Stopped)$/.test(status))
    return failure("server_error", `${what}: ${status}${error ? `: ${error.slice(0, 120)}` : ""}`);
  const sick = Object.entries(components).filter(([, part]) => part.status !== "StatusOK");
  const named = sick.map(([name, part]) => `${name}${part.error ? ` (${part.error.slice(0, 120)})` : ""}`);
  const where = named.join(", ") || error?.slice(0, 120);
  return { ok: true, summary, degraded: `${what} ${status}${where ? `: ${where}` : ""}` };
}
