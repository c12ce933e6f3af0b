import { z } from "zod";
import {
  type Environment,
  type Failure,
  failure,
  type HttpResponse,
  type Instant,
  type Observations,
  type Quota,
  type Status,
  type Verdict,
} from "../../contract.ts";
import { explain } from "../support/explain.ts";
import { parseReset, quotaFromHeaders } from "../support/rate-limit.ts";

export const Project = z.object({
  status: z.string(),
  database: z.object({ version: z.string() }).optional(),
});
export type Project = z.infer<typeof Project>;

export const Services = z.array(
  z.object({ name: z.string(), status: z.string(), error: z.string().nullish() }),
);
export type Services = z.infer<typeof Services>;

/** States in which a project serves nothing, or may stop at any moment, with what to do about it. */
const OUT_OF_SERVICE: Record<string, string> = {
  INACTIVE: "is paused: restore it in its dashboard",
  PAUSING: "is being paused: restore it in its dashboard once it is paused",
  PAUSE_FAILED: "could not be paused: ask Supabase's support",
  GOING_DOWN: "is going down: see in its dashboard who stopped it",
  COMING_UP: "is coming up: wait",
  RESTORING: "is being restored: wait",
  RESTORE_FAILED: "could not be restored: ask Supabase's support",
  RESTARTING: "is restarting: wait",
  UPGRADING: "is being upgraded: wait",
  RESIZING: "is being resized: wait",
  INIT_FAILED: "could not be set up: delete it and create it anew",
};

/** Undefined for a project whose services are worth a question. */
export function judgeProject({ status }: Project): Failure | undefined {
  if (status === "REMOVED") return failure("not_found", "the project was removed");
  const trouble = OUT_OF_SERVICE[status];
  return trouble === undefined ? undefined : failure("server_error", `the project ${trouble}`);
}

const STATUSES: Record<string, Status> = {
  ACTIVE_HEALTHY: "healthy",
  COMING_UP: "degraded",
  UNHEALTHY: "down",
};

/** An unhealthy service arrives in a 200 like a healthy one. One that was asked for and is not told is unknown. */
export function judgeServices(wanted: readonly string[], services: Services, project: Project): Verdict {
  const told = new Map(services.map((service) => [service.name, service]));
  const environments = wanted.map((name): Environment => {
    const status = told.get(name)?.status ?? "";
    return { name, status: STATUSES[status] ?? "unknown" };
  });
  const named = (status: Status) =>
    environments.filter((one) => one.status === status).map(({ name }) => name);
  const healthy = named("healthy").length;
  const version = project.database?.version;
  const observations: Observations = {
    environments,
    ...(version === undefined ? {} : { version }),
    summary: `${version === undefined ? "" : `PostgreSQL ${version} · `}${healthy} of ${wanted.length} services healthy`,
  };

  const down = named("down");
  if (down.length > 0) {
    const reasons = down.map((name) => {
      const error = told.get(name)?.error;
      return error ? `${name} (${error.slice(0, 100)})` : name;
    });
    return { ...failure("server_error", `unhealthy: ${reasons.join(", ")}`), ...observations };
  }
  const degraded = [
    ...named("degraded").map((name) => `${name} is coming up`),
    ...named("unknown").map((name) => `the state of ${name} is not told`),
    ...(project.status === "ACTIVE_HEALTHY" ? [] : [`the project is ${project.status}`]),
  ];
  return { ok: true, ...observations, ...(degraded.length > 0 ? { degraded: degraded.join(", ") } : {}) };
}

const QUOTA_HEADERS = {
  limit: "x-ratelimit-limit",
  remaining: "x-ratelimit-remaining",
  reset: "x-ratelimit-reset",
};

export const requestQuota = (headers: HttpResponse["headers"], now: Instant): Quota[] =>
  quotaFromHeaders(headers, now, "requests", QUOTA_HEADERS);

/** For how long a user above the limit is locked out, where an answer does not say it. */
const LOCK_OUT_SECONDS = 60;

const explainManagement = explain({
  unauthorized: "the access token is expired, revoked or not one of the Management API",
  forbidden: "the access token may not read this project: it needs the permission project_admin_read",
  not_found: "no such project, check ref",
});

export function judgeManagement(response: HttpResponse, now: Instant): Failure | undefined {
  const refused = explainManagement(response, now);
  if (refused?.reason !== "rate_limited" || refused.retryAfterSeconds !== undefined) return refused;
  const reset = parseReset(response.headers[QUOTA_HEADERS.reset], now);
  return { ...refused, retryAfterSeconds: reset === undefined ? LOCK_OUT_SECONDS : Math.max(0, reset - now) };
}

const explainGateway = explain({
  unauthorized: "the API key was rejected",
  not_found: "no such project: it is paused or deleted, or the address is wrong",
});

/** Codes of Supabase's own, beside the usual ones. */
export function judgeGateway(response: HttpResponse, now: Instant): Failure | undefined {
  if (response.status === 402)
    return failure(
      "forbidden",
      "the project is restricted: its organization is above a quota or owes a bill",
    );
  if (response.status === 540)
    return failure("server_error", "the project is paused: restore it in its dashboard");
  return explainGateway(response, now);
}
