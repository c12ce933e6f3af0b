import { z } from "zod";
import {
  type Failure,
  failure,
  type HttpResponse,
  type Instant,
  type Observations,
  type ProbeContext,
} from "../../contract.ts";
import { ask, misshapen } from "../support/api.ts";
import { explain } from "../support/explain.ts";
import { isoTime, span } from "../support/time.ts";

type Told = ({ ok: true } & Observations) | Failure;

/** The public API, as the owner of a key sees it. */
interface Api {
  base: string;
  headers: Record<string, string>;
}

const Ready = z.object({ status: z.literal("ok") });
const Workflows = z.object({ data: z.array(z.object({ id: z.string() })) });
const Execution = z.object({
  status: z.string(),
  mode: z.string(),
  startedAt: isoTime().nullish(),
  stoppedAt: isoTime().nullish(),
});
type Execution = z.infer<typeof Execution>;
const Executions = z.object({ data: z.array(Execution) });

const explained = explain({
  unauthorized: "the API key was rejected",
  forbidden: "the API key lacks the scope to list executions or workflows",
  not_found: "nothing here: base_url or health_path is wrong, or the public API is switched off",
  server_error: "the database is not connected or not migrated, or n8n fails",
});

/** n8n answers every path but its health with 200 and this sentence until the database is migrated. */
const STARTING = /^n8n is starting up/i;

function judge(response: HttpResponse, now: Instant): Failure | undefined {
  if (STARTING.test(response.body))
    return failure("server_error", "n8n is starting up: its database is being migrated");
  return explained(response, now);
}

export async function askReadiness(base: string, healthPath: string, context: ProbeContext): Promise<Told> {
  const told = await ask(context, { url: `${base}${healthPath}/readiness` }, Ready, judge);
  return told.ok ? { ok: true, summary: "Ready" } : told;
}

export async function askExecutions(
  { base, headers }: Api,
  windowSeconds: number,
  context: ProbeContext,
): Promise<Told> {
  // Without their data a hundred are some 25 kB.
  const url = `${base}/api/v1/executions?limit=100&includeData=false`;
  const told = await ask(context, { url, headers }, Executions, judge);
  return told.ok
    ? { ok: true, ...judgeExecutions(told.value.data, windowSeconds, context.clock.now()) }
    : told;
}

const FAILED: ReadonlySet<string> = new Set(["error", "crashed"]);

function judgeExecutions(executions: Execution[], windowSeconds: number, now: Instant): Observations {
  const starts = executions.flatMap(({ startedAt }) => startedAt ?? []);
  // Somebody who tries a workflow by hand sees its failure.
  const failures = executions
    .filter(({ status, mode }) => FAILED.has(status) && mode !== "manual")
    .flatMap(({ startedAt, stoppedAt }) => stoppedAt ?? startedAt ?? [])
    .filter((at) => now - at <= windowSeconds);
  const latest = span(now - Math.max(...failures));
  const many = failures.length === 1 ? "1 execution" : `${failures.length} executions`;
  const activity = starts.length === 0 ? undefined : Math.max(...starts);
  return {
    ...(activity === undefined ? {} : { activityAt: activity }),
    ...(failures.length === 0
      ? {}
      : { degraded: `${many} failed in the last ${span(windowSeconds)}, the latest ${latest} ago` }),
    summary: activity === undefined ? "No execution yet" : `Last execution ${span(now - activity)} ago`,
  };
}

const IDLE = "no workflow is active";

export async function askWorkflows({ base, headers }: Api, context: ProbeContext): Promise<Told> {
  // One is enough: a workflow comes with all its nodes, and their number is only in the metrics.
  const url = `${base}/api/v1/workflows?limit=1&active=true`;
  const told = await ask(context, { url, headers }, Workflows, judge);
  if (!told.ok) return told;
  return told.value.data.length === 0 ? { ok: true, degraded: IDLE } : { ok: true };
}

const metricsOff = explain({ not_found: "n8n tells its metrics only with N8N_METRICS=true" });

export async function askMetrics(base: string, context: ProbeContext): Promise<Told> {
  const response = await context.http({ url: `${base}/metrics` });
  if (!response.ok) return response;
  const now = context.clock.now();
  const refused = metricsOff(response, now) ?? judge(response, now);
  if (refused) return refused;
  const version = /^n8n_version_info\{(?:[^}\n]*,)?version="v?([^"\n]+)"/m.exec(response.body)?.[1];
  const active = /^n8n_active_workflow_count(?:\{[^}\n]*\})? (\d+)/m.exec(response.body)?.[1];
  if (version === undefined || active === undefined)
    return misshapen("/metrics does not tell n8n_version_info and n8n_active_workflow_count");
  const count = Number(active);
  return {
    ok: true,
    version,
    inventory: [{ kind: "workflows", count }],
    ...(count === 0 ? { degraded: IDLE } : {}),
    summary: `n8n ${version} · ${count} active ${count === 1 ? "workflow" : "workflows"}`,
  };
}
