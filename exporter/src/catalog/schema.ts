/** The catalog as its file writes it: one strict schema, from which errors, JSON Schema and reference follow. */
import { z } from "zod";
import { LIFECYCLES, type Provider } from "../contract.ts";
import { type CommonCheck, checkSchema, Pace } from "./check.ts";
import { id, instant, line, link, positive } from "./fields.ts";

/** Whose an integration is that names no team. */
export const DEFAULT_TEAM = "default";

/** Without quotes it would be a comment: nothing, to YAML. */
const CHANNEL_WANTED = 'must be a Slack channel with its # and in quotes, such as "#platform"';

export const Team = z.strictObject({
  title: line().optional().describe("Name for people. Default: the id."),
  channel: z
    .string(CHANNEL_WANTED)
    .regex(/^#\S+$/, CHANNEL_WANTED)
    .optional()
    .describe("Slack channel, with its `#`, in quotes. Default: the channel of the Alertmanager route."),
  email: z.email().optional().describe("Where e-mail goes. Default: the address of the Alertmanager route."),
  response_sla: positive()
    .optional()
    .describe("How fast the team promises to respond to a page. Default: no promise."),
});

const percent = () => z.number().gt(0).lt(100);
const Slo = z.strictObject({
  availability: percent().optional().describe("Percent of probes that succeed, such as 99.5."),
  latency: z
    .strictObject({
      below: positive().describe("A probe that answers within this is fast enough."),
      of: percent().describe("Percent of successful probes that are fast enough, such as 95."),
    })
    .optional()
    .describe("Objective for speed."),
});

const dollars = () => z.number().min(0).max(1e9);

/** `team` has a default so that a catalog without teams is whole; with teams, it must name one of them. */
export const IntegrationHead = z.strictObject({
  id: id().describe("Name in metrics, alerts and URLs; unique; at most 63 of `a-z0-9_-`."),
  title: line().optional().describe("Name for people. Default: the id."),
  group: line().prefault("default").describe("How the overview groups."),
  team: z
    .string()
    .prefault(DEFAULT_TEAM)
    .describe("Who is told: a key of `teams`. Required when there are teams."),
  lifecycle: z
    .enum(LIFECYCLES)
    .prefault("active")
    .describe("Where it stands in its life. Only piloted and active integrations alert."),
  depends_on: z
    .array(z.string())
    .prefault([])
    .describe("Ids of the integrations that it needs: while one of them is down, only that one pages."),
  slo: Slo.optional().describe("What it promises."),
  cost: z
    .strictObject({ min: dollars().describe("At least."), max: dollars().describe("At most.") })
    .optional()
    .describe("Estimated cost in US dollars a month."),
  maintenance: z
    .array(
      z.strictObject({
        from: instant().describe("Beginning, with its zone: `2026-03-01T22:00:00Z`."),
        to: instant().describe("End, with its zone."),
      }),
    )
    .prefault([])
    .describe("While one of these windows lasts, nobody is paged."),
});

const CatalogHead = z.strictObject({
  links: z
    .strictObject({
      runbooks: link()
        .optional()
        .describe(
          "Folder of the runbooks, for instance of this repository at your code host, or `http://<exporter>/runbooks`; an alert adds `/<its name>.md`.",
        ),
      dashboards: link().optional().describe("Address of Grafana; an alert adds the dashboard's path."),
    })
    .prefault({})
    .describe("Where people find the runbooks and the dashboards: alerts link to them."),
  concurrency: z.int().min(1).max(10_000).prefault(64).describe("Most probes under way at once."),
  defaults: Pace.strict().prefault({}).describe("What a check has where it says nothing itself."),
  teams: z
    .record(id(), Team)
    .prefault({ [DEFAULT_TEAM]: {} })
    .describe("Who is told, by id. Default: one team, `default`."),
});

/** The whole catalog. Throws when no provider is given. */
export function catalogSchema(providers: ReadonlyMap<string, Provider>) {
  const [first, ...rest] = [...providers.values()].map(checkSchema);
  if (!first) throw new Error("a catalog needs providers");
  const check = z.discriminatedUnion("provider", [first, ...rest]);
  return CatalogHead.extend({
    integrations: z
      .array(
        IntegrationHead.extend({
          checks: z.array(check).min(1).describe("How it is probed; its status is the worst of its checks."),
        }),
      )
      .describe("What is watched."),
  });
}

// The checks' type is said by hand: a union built from a map has no type that TypeScript could see.
export type CatalogFile = z.output<typeof CatalogHead> & {
  integrations: (z.output<typeof IntegrationHead> & { checks: (CommonCheck & Record<string, unknown>)[] })[];
};
