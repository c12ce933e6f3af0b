import { z } from "zod";
import { failure, type Instant, type Verdict } from "../../contract.ts";
import { isoTime } from "../support/time.ts";

const Exit = z.object({
  exit_code: z.number().default(0),
  oom_killed: z.boolean().default(false),
  requested_stop: z.boolean().default(false),
});

const Machine = z.object({
  id: z.string(),
  state: z.string(),
  region: z.string().default("?"),
  host_status: z.string().default("ok"),
  updated_at: isoTime().optional(),
  checks: z.array(z.object({ name: z.string(), status: z.string() })).nullish(),
  /** Newest first, `timestamp` in milliseconds. */
  events: z
    .array(
      z.object({
        type: z.string(),
        timestamp: z.number().default(0),
        request: z
          .object({
            exit_event: Exit.nullish(),
            MonitorEvent: z.object({ exit_event: Exit.nullish() }).nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});
type Machine = z.infer<typeof Machine>;

/** Of `GET /v1/apps/{app}/machines`. */
export const Machines = z.array(Machine);

/** How long a crash is news. */
const RECENT_SECONDS = 3600;

export function judgeMachines(listed: readonly Machine[], wanted: number, now: Instant): Verdict {
  const machines = listed.filter(({ state }) => !state.startsWith("destroy"));
  const started = machines.filter(({ state }) => state === "started");
  const well = started.filter((machine) => illness(machine) === undefined).length;
  const updates = machines.flatMap(({ updated_at: at }) => at ?? []);
  const seen = {
    inventory: [{ kind: "machines" as const, count: machines.length }],
    summary: `${started.length} of ${machines.length} machines started${regionsOf(started)}`,
    ...(updates.length > 0 ? { activityAt: Math.max(...updates) } : {}),
  };
  const troubles = machines.flatMap((machine) => trouble(machine, now) ?? []);
  if (well >= wanted)
    return { ok: true, ...seen, ...(troubles.length > 0 ? { degraded: say(troubles) } : {}) };
  const detail = `${well} of ${machines.length} machines run well, ${wanted} wanted (${say([...states(machines), ...troubles])})`;
  return { ...failure("server_error", detail), ...seen };
}

/** Why a started machine does not count as running. */
function illness({ host_status, checks }: Machine): string | undefined {
  if (host_status === "unreachable") return "its host is unreachable";
  return failingCheck(checks, "critical");
}

/** What is not as it should be with a machine that needs not run, or runs. */
function trouble(machine: Machine, now: Instant): string | undefined {
  const running = machine.state === "started";
  const what =
    (running ? (illness(machine) ?? failingCheck(machine.checks, "warning")) : undefined) ??
    crash(machine, now);
  return what && `machine ${machine.id} in ${machine.region}: ${what}`;
}

function failingCheck(checks: Machine["checks"], status: string): string | undefined {
  // Fly puts these in for old clients: they say nothing of the machine.
  const failing = checks?.find(
    (check) => check.status === status && !check.name.startsWith("bg_deployments_compat"),
  );
  return failing && `check ${failing.name} is ${status}`;
}

function crash({ events }: Machine, now: Instant): string | undefined {
  const last = events?.find(({ type }) => type === "exit");
  const exit = last?.request?.MonitorEvent?.exit_event ?? last?.request?.exit_event;
  if (!last || !exit || exit.requested_stop || exit.exit_code === 0) return undefined;
  if (now - last.timestamp / 1000 > RECENT_SECONDS) return undefined;
  return `ended with code ${exit.exit_code}${exit.oom_killed ? ", killed for want of memory" : ""}`;
}

/** How many machines are in each state that is not `started`: "2 stopped". */
function states(machines: readonly Machine[]): string[] {
  const counts = new Map<string, number>();
  for (const { state } of machines) if (state !== "started") counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`);
}

const regionsOf = (machines: readonly Machine[]): string =>
  machines.length === 0 ? "" : ` in ${[...new Set(machines.map(({ region }) => region))].sort().join(", ")}`;

/** A few of them: an app may have hundreds of machines. */
const say = (sentences: readonly string[]): string =>
  sentences.length === 0
    ? "there are none"
    : sentences.slice(0, 3).join("; ") + (sentences.length > 3 ? `; and ${sentences.length - 3} more` : "");
