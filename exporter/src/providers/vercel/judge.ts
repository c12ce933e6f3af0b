import { z } from "zod";
import {
  type Environment,
  type Failure,
  failure,
  type HttpResponse,
  type Instant,
  type Status,
} from "../../contract.ts";
import { parseJson } from "../support/api.ts";
import { parseReset } from "../support/rate-limit.ts";
import { judgeStatus } from "../support/status.ts";
import { span } from "../support/time.ts";

export const ENVIRONMENTS = ["production", "preview"] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

export const Deployments = z.object({
  deployments: z.array(
    z.object({
      readyState: z.string(),
      /** `STAGED` is ready, but has seen no production traffic. */
      readySubstate: z.string().nullish(),
      /** Milliseconds since the epoch. */
      created: z.number(),
    }),
  ),
});
export type Deployment = z.output<typeof Deployments>["deployments"][number];

/** What became of a deployment. One that is still on its way, was called off or was removed says nothing. */
const OUTCOMES: Record<string, "good" | "bad"> = { READY: "good", ERROR: "bad", BLOCKED: "bad" };

/** @param newestFirst the environment's deployments, as Vercel lists them */
export function judgeEnvironment(name: EnvironmentName, newestFirst: readonly Deployment[]): Environment {
  const ended = newestFirst.filter(
    ({ readySubstate }) => name !== "production" || readySubstate !== "STAGED",
  );
  const [last, ...before] = ended.flatMap(({ readyState }) => OUTCOMES[readyState] ?? []);
  const status: Record<string, Status> = {
    good: "healthy",
    // A deployment that fails leaves the one before it in place.
    bad: before.includes("good") ? "degraded" : "down",
  };
  return { name, status: last === undefined ? "unknown" : (status[last] as Status) };
}

/** What is wrong, if anything is. */
export function complaintOf({ name, status }: Environment): string[] {
  if (status === "degraded") return [`the last ${name} deployment failed, an older one serves`];
  return status === "down" ? [`no ${name} deployment of the last ones succeeded`] : [];
}

/** "Production ready · Preview building · Last deployment 2m ago". */
export function summarize(
  told: readonly { name: EnvironmentName; deployments: readonly Deployment[] }[],
  lastAt: Instant | undefined,
  now: Instant,
): string {
  const states = told.map(({ name, deployments: [newest] }) => {
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return `${title} ${newest?.readyState.toLowerCase() ?? "never deployed"}`;
  });
  const last = lastAt === undefined ? [] : [`Last deployment ${span(now - lastAt)} ago`];
  return [...states, ...last].join(" · ");
}

const Refusal = z.object({
  error: z.object({
    message: z.string().optional(),
    missingToken: z.boolean().optional(),
    invalidToken: z.boolean().optional(),
  }),
});

/** What an answer of Vercel's API means; undefined for a good one. A dead token answers 403, and says so in the body. */
export function judgeVercel(response: HttpResponse, now: Instant): Failure | undefined {
  const usual = judgeStatus(response, now);
  if (!usual) return undefined;
  const error = Refusal.safeParse(parseJson(response.body)).data?.error;
  const words = error?.message ? `: ${error.message}` : "";
  switch (usual.reason) {
    case "unauthorized":
    case "forbidden":
      return error?.missingToken || error?.invalidToken || usual.reason === "unauthorized"
        ? failure("unauthorized", `the token is wrong, expired or was revoked${words}`)
        : failure("forbidden", `the token may not do this, or belongs to another team${words}`);
    case "not_found":
      return failure("not_found", `no such project or team${words}`);
    case "rate_limited":
      return failure("rate_limited", "Vercel limits our requests", waitOf(response, now, usual));
    default:
      return usual;
  }
}

/** Vercel's own client reads milliseconds before seconds. */
function waitOf({ headers }: HttpResponse, now: Instant, usual: Failure): number | undefined {
  const milliseconds = headers["retry-after-ms"]?.trim() ?? "";
  if (/^\d+$/.test(milliseconds)) return Number(milliseconds) / 1000;
  const resetAt = parseReset(headers["x-ratelimit-reset"], now);
  return usual.retryAfterSeconds ?? (resetAt === undefined ? undefined : Math.max(0, resetAt - now));
}
