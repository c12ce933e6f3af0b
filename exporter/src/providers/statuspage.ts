import { z } from "zod";
import { defineProvider } from "../contract.ts";
import { KIND_NAMES, KINDS } from "./statuspage/kinds.ts";

export default defineProvider({
  id: "statuspage",
  title: "Status page",
  description: `Reads a vendor's public status page: one request, no credential. It tells theirs from ours: what the vendor says stands beside what we see.

- **down**: the page itself cannot be read. HTML in place of JSON is \`unexpected_response\`, as some hosts answer any path with a web page; \`not_found\` when the address has no page of this \`kind\`, or the page lists none of the \`components\` asked for.
- **degraded**: the vendor reports a trouble; the sentence names its incidents.
- **reported**: the vendor's word: \`healthy\`, \`degraded\`, \`down\`, or \`unknown\` for a word that is not documented. With \`components\`, the worst of theirs, and each as an environment.

| \`kind\` | asks | degraded | down |
|---|---|---|---|
| \`statuspage\` (Atlassian, and incident.io's compatible pages) | \`/api/v2/summary.json\` | \`minor\`, \`major\` (a partial outage), \`maintenance\`; a component's \`degraded_performance\`, \`partial_outage\`, \`under_maintenance\` | \`critical\`; \`major_outage\` |
| \`slack\` | \`/api/v2.0.0/current\` | an active \`incident\` or \`notice\` | an active \`outage\` |
| \`google\` | \`/incidents.json\`, those without an \`end\` | \`SERVICE_DISRUPTION\`, \`SERVICE_INFORMATION\` | \`SERVICE_OUTAGE\` |
| \`instatus\` | \`/summary.json\` | \`HASISSUES\`, \`UNDERMAINTENANCE\` | \`HASISSUES\` with a \`MAJOROUTAGE\` |
| \`betterstack\` | \`/index.json\` | \`degraded\`, \`maintenance\` | \`downtime\` |

Pages: GitHub \`https://www.githubstatus.com\`, Vercel \`https://www.vercel-status.com\`, Supabase \`https://status.supabase.com\`, OpenAI \`https://status.openai.com\`; Slack \`https://slack-status.com\`; Google Workspace \`https://www.google.com/appsstatus/dashboard\`, Google Cloud \`https://status.cloud.google.com\`. Ask a page once a minute at most.

Unverified, read on the safe side: which incidents concern a component, where the page does not say (they are told); Slack's \`notice\` and Google's \`SERVICE_INFORMATION\` (degraded); whether Better Stack's page names its incidents in a form of its own (its state alone is told).

Source: [Statuspage](https://metastatuspage.com/api), [Slack](https://docs.slack.dev/reference/slack-status-api/), [Google Workspace](https://www.google.com/appsstatus/dashboard/), [Instatus](https://instatus.com/help/api/public-data), [Better Stack](https://betterstack.com/docs/uptime/status-pages/subscribing-to-status-updates/subscribing-to-api/).`,
  config: z
    .strictObject({
      base_url: z
        .url({ protocol: /^https?$/ })
        .describe(
          "Address of the page, without the path of the kind; for a proxy, or a self-hosted instance",
        ),
      kind: z.enum(KIND_NAMES).default("statuspage").describe("Whose shape the page has"),
      components: z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe(
          "With `statuspage` or `slack`: names of the components, or services, to look at in place of all",
        ),
      service: z
        .string()
        .min(1)
        .optional()
        .describe("With `google`: the one service to look at, such as `Gmail`, in place of all"),
    })
    .refine(
      ({ kind, components }) => !components || kind === "statuspage" || kind === "slack",
      "components are told by the kinds statuspage and slack only",
    )
    .refine(({ kind, service }) => !service || kind === "google", "service is for the kind google only"),
  example: {
    provider: "statuspage",
    base_url: "https://www.githubstatus.com",
    components: ["API Requests", "Actions"],
  },
  observes: ({ components }) => ({ reported: true, environments: components ?? [] }),

  async probe(config, context) {
    const page = await KINDS[config.kind](config, context);
    if (!page.ok) return page;
    const { reported, incidents, environments } = page;
    const [first, ...more] = incidents;
    const named = first && `${first}${more.length > 0 ? ` and ${more.length} more` : ""}`;
    const troubled = reported === "degraded" || reported === "down";
    const told = {
      ok: true as const,
      reported,
      summary: troubled && named ? named : page.says,
      ...(environments ? { environments } : {}),
    };
    return troubled ? { ...told, degraded: `the vendor reports: ${named ?? page.says}` } : told;
  },
});
