/** The catalog as its file writes it: one strict schema, from which errors, JSON Schema and reference follow. */
import { z } from "zod";
import { LIFECYCLES, type Provider, secret, WEBHOOK_SIGNATURES } from "../contract.ts";
import { type CommonCheck, checkSchema, Pace } from "./check.ts";
import { id, instant, line, link, positive } from "./fields.ts";
import { MaintenanceWindow } from "./maintenance.ts";

/** Whose an integration is that names no team. */
export const DEFAULT_TEAM = "default";
/** Id of the check that `status_page` becomes. */
export const VENDOR_CHECK = "vendor";

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
  contact: line().optional().describe("Whom to reach in an emergency, and how."),
  escalation: z
    .array(
      z.strictObject({
        to: line().describe(
          "Who is told next: an e-mail address, as `vp@example.com` or `VP <vp@example.com>`; or a name, and then the team's address gets the mail.",
        ),
        after: positive().describe("How long after the page."),
      }),
    )
    .max(5)
    .prefault([])
    .describe("Who is told, in order, while nobody answers: the lead, the manager, the VP; five at most."),
});

/** A secret of the inventory. Its owner has a default for the same reason as an integration's. */
export const SecretItem = z.strictObject({
  from: secret().describe("Where it stands. Here a missing one is no error, but told by the metrics."),
  team: z
    .string()
    .prefault(DEFAULT_TEAM)
    .describe("Who is told: a key of `teams`. Required when there are teams."),
  required: z.boolean().prefault(true).describe("Whether something fails without it."),
  rotate_every: positive().optional().describe("How long it may be used."),
  rotated: instant()
    .optional()
    .describe("When it was last changed. Default: for a file, the time of its last change."),
  expires: instant().optional().describe("When its issuer lets it run out."),
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

/** The calls of a vendor, as far as the exporter has to do with them. */
export const WebhookEntry = z.strictObject({
  id: id().optional().describe("Name of the webhook within its integration. Default: that of its signature."),
  signature: z.enum(WEBHOOK_SIGNATURES).describe("How its calls are signed."),
  secret: secret().describe(
    "What they are signed with: of Shopify the client secret of the app, of Chatwoot the secret of the webhook. Read anew at each call.",
  ),
});

const dollars = () => z.number().min(0).max(1e9);

/** `team` has a default so that a catalog without teams is whole; with teams, it must name one of them. */
export const IntegrationHead = z.strictObject({
  id: id().describe("Name in metrics, alerts and URLs; unique; at most 63 of `a-z0-9_-`."),
  title: line().optional().describe("Name for people. Default: the id."),
  group: line().prefault("default").describe("How the overview groups."),
  project: id()
    .optional()
    .describe("The project of yours that it is part of, where one exporter watches for several."),
  team: z
    .string()
    .prefault(DEFAULT_TEAM)
    .describe("Who is told: a key of `teams`. Required when there are teams."),
  lifecycle: z
    .enum(LIFECYCLES)
    .prefault("active")
    .describe("Where it stands in its life. Only piloted and active integrations alert."),
  trial_ends: instant()
    .optional()
    .describe("When a piloted integration must have been made active, or given up."),
  depends_on: z
    .array(z.string())
    .prefault([])
    .describe("Ids of the integrations that it needs: while one of them is down, only that one pages."),
  slo: Slo.optional().describe("What it promises."),
  cost: z
    .strictObject({
      min: dollars().describe("At least."),
      max: dollars().describe("At most."),
      budget: dollars().optional().describe("What it may come to: above it, the owner is told."),
    })
    .optional()
    .describe("Estimated cost in US dollars a month."),
  maintenance: z
    .array(MaintenanceWindow)
    .prefault([])
    .describe(
      "While one of these windows lasts, nobody is paged. Probing goes on. Once: `{ from: 2026-03-01T22:00:00Z, to: 2026-03-02T02:00:00Z }`, each with its zone. Again and again: `{ cron: 0 2 * * SUN, for: 2h, time_zone: Europe/Berlin }`, by a cron pattern of five fields and the clock of a time zone, UTC unless told; a time that the night of the change to summer skips comes an hour later, one that autumn repeats comes once.",
    ),
  console: link().optional().describe("Where people manage it at its vendor's: its dashboard links there."),
  notes: z.array(line()).prefault([]).describe("What one should know at a glance: open issues, quirks."),
  replaced_by: z
    .string()
    .optional()
    .describe("Id of the integration that takes the place of a deprecated or discontinued one."),
  webhooks: z
    .array(WebhookEntry)
    .prefault([])
    .describe(
      "The calls that its vendor makes to you: a copy of each, at `/webhooks/<integration>/<webhook>`, is verified and counted. See [webhooks](webhooks.md).",
    ),
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
  secrets: z
    .record(id(), SecretItem)
    .prefault({})
    .describe(
      "Inventory of secrets, by id: present or missing, due for rotation, running out. Never a value.",
    ),
});

/** The provider that reads status pages. */
export const STATUS_PAGE_PROVIDER = "statuspage";

/** The whole catalog. Throws when no provider is given. */
export function catalogSchema(providers: ReadonlyMap<string, Provider>) {
  const [first, ...rest] = [...providers.values()].map(checkSchema);
  if (!first) throw new Error("a catalog needs providers");
  const check = z.discriminatedUnion("provider", [first, ...rest]);
  const page = providers.get(STATUS_PAGE_PROVIDER)?.config;
  return CatalogHead.extend({
    integrations: z
      .array(
        IntegrationHead.extend({
          ...(page && {
            status_page: page
              .strict()
              .optional()
              .describe("The vendor's own status page: shown beside the status, and no part of it."),
          }),
          checks: z.array(check).min(1).describe("How it is probed; its status is the worst of its checks."),
        }),
      )
      .describe("What is watched."),
  });
}

// The checks' type is said by hand: a union built from a map has no type that TypeScript could see.
export type CatalogFile = z.output<typeof CatalogHead> & {
  integrations: (z.output<typeof IntegrationHead> & {
    status_page?: Record<string, unknown>;
    checks: (CommonCheck & Record<string, unknown>)[];
  })[];
};
