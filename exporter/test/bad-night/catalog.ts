/** The HotDash catalog at the pace of the test, with its third parties simulated as in the demo. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { readTemplate, type Written, writeCatalog } from "../../tools/demo/catalog.ts";
import type { Check, StandIns } from "../../tools/demo/check.ts";
import { EXAMPLES } from "../../tools/demo/start.ts";

/** The catalog probes each 15 s; 1 s is the shortest interval there is. */
export const HURRY = 15;
/** A breaker that tries often, for both checks of one upstream to see at once that it is back. */
const DEFAULTS = {
  interval: "1s",
  max_interval: "2s",
  timeout: "900ms",
  breaker: { open: "2s", max_open: "2s" },
};

/** Base URLs: of an MCP server, and of those who fail with Supabase. */
export interface Dependants {
  mcp: string;
  mcpOfSupabase: string;
  webhooks: string;
}

interface Entry {
  id: string;
  checks: Check[];
}

export async function writeHotdash(stand: StandIns, dependants: Dependants): Promise<Written> {
  const template = await readTemplate(join(EXAMPLES, "hotdash.yaml"));
  const written = await writeCatalog(template, stand, {
    ...template.links,
    runbooks: "https://runbooks.example.com",
  });
  const { integrations, ...rest } = parse(await readFile(written.catalog, "utf8"));
  const turned = integrations.map((entry: Entry) => ({
    ...entry,
    checks: entry.checks.map((check) => turn(check, entry.id, dependants)),
  }));
  await writeFile(written.catalog, stringify({ ...rest, defaults: DEFAULTS, integrations: turned }));
  return written;
}

/**
 * To who fails with Supabase; and to one MCP server for all, which need not start for each probe. How fast they answer
 * depends on what else this machine does, and is not judged.
 */
function turn({ latency, ...check }: Check, integration: string, dependants: Dependants): Check {
  const { mcp, mcpOfSupabase, webhooks } = dependants;
  const { provider, url } = check;
  if (provider === "mcp")
    return { provider, url: `${integration === "mcp-supabase" ? mcpOfSupabase : mcp}/mcp` };
  if (!integration.endsWith("-webhooks")) return check;
  return { ...check, url: `${webhooks}${new URL(String(url)).pathname}` };
}
