import { z } from "zod";
import {
  defineProvider,
  type Failure,
  type InventoryKind,
  type Observations,
  type ProbeContext,
  secret,
} from "../contract.ts";
import { ask } from "./support/api.ts";
import { baseUrl } from "./support/base-url.ts";
import { explain } from "./support/explain.ts";

/** Null for the key of an organization. */
const Session = z.object({ project: z.object({ name: z.string() }).nullable() });
const Accounts = z.object({
  items: z.array(z.object({ status: z.string() })),
  total_items: z.number(),
});

/** Composio's states, and what they count as: a grant that its user revoked has ended, like one that ran out. */
const KINDS = {
  INITIALIZING: "connections_initiated",
  INITIATED: "connections_initiated",
  ACTIVE: "connections_active",
  FAILED: "connections_failed",
  EXPIRED: "connections_expired",
  REVOKED: "connections_expired",
  INACTIVE: "connections_inactive",
} as const satisfies Record<string, InventoryKind>;
type State = keyof typeof KINDS;
const STATES = Object.keys(KINDS) as State[];
const INVENTORY = [...new Set<InventoryKind>(Object.values(KINDS))];

const PAGE = 100;
/** An account brings its whole state along. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export default defineProvider({
  id: "composio",
  title: "Composio",
  description: `Asks \`/api/v3/auth/session/info\` whose key this is, then lists the connected accounts: two requests. The list comes ${PAGE} at a time and is counted here; where there are more, the API forces one more request for each of its ${STATES.length} states, whose totals are then exact.

- **down**: 401 \`unauthorized\` (the key is wrong or was revoked), 403 \`forbidden\` (a scoped key that may not read connected accounts), 429 \`rate_limited\`, 5xx \`server_error\`.
- **degraded**: more than \`max_lost\` connections are expired, revoked or failed: their users must connect anew.

It tells the connections by state: initiated, active, failed, expired (or revoked by their users) and inactive. Composio tells no quota. An MCP server that Composio hosts is checked with the provider \`mcp\`.

Unverified: the largest page; which private or shared accounts the list holds by default, as version 3.1 of the API leaves shared ones out.

Source: [session](https://docs.composio.dev/reference/v3/api-reference/authentication/getAuthSessionInfo), [connected accounts](https://docs.composio.dev/reference/api-reference/connected-accounts/getConnectedAccounts), [keys](https://docs.composio.dev/reference/authenticating-to-composio).`,
  config: z.strictObject({
    base_url: baseUrl("https://backend.composio.dev"),
    api_key: secret().describe("API key of the project, `ak_…`"),
    toolkit: z
      .string()
      .min(1)
      .optional()
      .describe("Slug of the one toolkit whose connections count, such as `gmail`"),
    max_lost: z
      .int()
      .min(0)
      .default(0)
      .describe("How many connections may be expired, revoked or failed before the check is degraded"),
  }),
  example: { provider: "composio", api_key: { env: "COMPOSIO_API_KEY" }, toolkit: "gmail" },
  observes: () => ({ inventory: INVENTORY }),

  async probe(config, context) {
    const headers = { "x-api-key": context.secret(config.api_key) };
    const session = await ask(
      context,
      { url: `${config.base_url}/api/v3/auth/session/info`, headers },
      Session,
      judge,
    );
    if (!session.ok) return session;

    const toolkit = config.toolkit ? { toolkit_slugs: config.toolkit } : {};
    const counted = await countStates(context, (query) => ({
      url: `${config.base_url}/api/v3/connected_accounts?${new URLSearchParams({ ...toolkit, ...query })}`,
      headers,
      maxBodyBytes: MAX_BODY_BYTES,
    }));
    if (!counted.ok) return counted;
    const project = session.value.project?.name ?? "the organization";
    return { ok: true, ...observe(counted.counts, config.max_lost, project) };
  },
});

const judge = explain({
  unauthorized: "the API key is wrong or was revoked",
  forbidden: "the API key may not read this: it is scoped without it",
});

type Counts = Partial<Record<string, number>>;
type ToRequest = (query: Record<string, string>) => Parameters<ProbeContext["http"]>[0];

async function countStates(
  context: ProbeContext,
  request: ToRequest,
): Promise<{ ok: true; counts: Counts } | Failure> {
  const page = await ask(context, request({ limit: String(PAGE) }), Accounts, judge);
  if (!page.ok) return page;
  const { items, total_items: total } = page.value;
  const counts: Counts = {};
  if (total <= items.length) {
    for (const { status } of items) counts[status] = (counts[status] ?? 0) + 1;
    return { ok: true, counts };
  }
  for (const state of STATES) {
    const one = await ask(context, request({ statuses: state, limit: "1" }), Accounts, judge);
    if (!one.ok) return one;
    counts[state] = one.value.total_items;
  }
  return { ok: true, counts };
}

function observe(counts: Counts, maxLost: number, project: string): Observations {
  const inventory = INVENTORY.map((kind) => ({
    kind,
    count: STATES.filter((state) => KINDS[state] === kind).reduce(
      (sum, state) => sum + (counts[state] ?? 0),
      0,
    ),
  }));
  const of = (kind: InventoryKind) => inventory.find((entry) => entry.kind === kind)?.count ?? 0;
  const expired = of("connections_expired");
  const failed = of("connections_failed");
  const lost = `${expired} connections expired or revoked, ${failed} failed`;
  return {
    inventory,
    summary: `${project}: ${of("connections_active")} connections active, ${expired + failed} lost`,
    ...(expired + failed > maxLost ? { degraded: `${lost}: their users must connect anew` } : {}),
  };
}
