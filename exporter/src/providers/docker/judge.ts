import { z } from "zod";
import { failure, type Verdict } from "../../contract.ts";

/** Of `GET /containers/{id}/json`. */
export const Inspected = z.object({
  Name: z.string(),
  Config: z.object({ Image: z.string() }),
  State: z.object({
    Status: z.string(),
    ExitCode: z.number(),
    OOMKilled: z.boolean().default(false),
    Health: z
      .object({ Status: z.string(), Log: z.array(z.object({ Output: z.string() })).nullish() })
      .nullish(),
  }),
});
type Inspected = z.infer<typeof Inspected>;

/** Of `GET /containers/json`. */
export const Listed = z.array(
  z.object({ Names: z.array(z.string()), State: z.string(), Status: z.string() }),
);
type Listed = z.infer<typeof Listed>;

export function judgeContainer({ Name, Config, State }: Inspected): Verdict {
  const name = Name.replace(/^\//, "");
  const health = State.Health?.Status ?? "none";
  const seen = {
    version: Config.Image,
    summary: `${name} ${State.Status}${health === "none" ? "" : `, ${health}`}`,
  };

  if (State.Status !== "running") {
    const how = State.OOMKilled ? ", killed for want of memory" : "";
    const code = ["exited", "dead", "restarting"].includes(State.Status)
      ? ` with code ${State.ExitCode}`
      : "";
    return { ...failure("server_error", `${name} is ${State.Status}${code}${how}`), ...seen };
  }
  if (health === "unhealthy") {
    const said = State.Health?.Log?.at(-1)?.Output.trim().split("\n").at(-1)?.slice(0, 200);
    return { ...failure("server_error", `${name} is unhealthy${said ? `: ${said}` : ""}`), ...seen };
  }
  return { ok: true, ...seen, ...(health === "starting" ? { degraded: `${name} is still starting` } : {}) };
}

export function judgeGroup(list: Listed, label: string, wanted: number): Verdict {
  const nameOf = ({ Names }: Listed[number]) => (Names[0] ?? "?").replace(/^\//, "");
  // The list carries health only inside its text before API 1.52.
  const runsWell = ({ State, Status }: Listed[number]) =>
    State === "running" && !/\((?:unhealthy|health: starting)\)/.test(Status);
  const well = list.filter(runsWell).length;
  const ill = list.filter((container) => !runsWell(container));
  const illness = ill.map((container) => `${nameOf(container)}: ${container.Status}`).join("; ");
  const summary = `${well} of ${list.length} with ${label} run well`;

  if (well < wanted) {
    const detail = `${well} of ${wanted} wanted with ${label} run well${illness ? ` (${illness})` : ""}`;
    return { ...failure("server_error", detail), summary };
  }
  return { ok: true, summary, ...(ill.length > 0 ? { degraded: illness } : {}) };
}
