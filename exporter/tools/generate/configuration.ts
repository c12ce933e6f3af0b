/** The reference of the catalog: its JSON Schema for editors, a page for people, both from the one zod schema. */
import { stringify } from "yaml";
import { z } from "zod";
import { CommonCheck } from "../../src/catalog/check.ts";
import { catalogJsonSchema } from "../../src/catalog/json-schema.ts";
import type { Provider } from "../../src/contract.ts";
import { loadProviders } from "../../src/providers/index.ts";
import { type JsonSchema, table } from "./schema-table.ts";

export async function files(): Promise<Record<string, string>> {
  const providers = await loadProviders();
  const schema = catalogJsonSchema(providers);
  return {
    "exporter/docs/integrations.schema.json": `${JSON.stringify(schema, null, 2)}\n`,
    "exporter/docs/configuration.md": page(schema, [...providers.values()]),
  };
}

function page(schema: JsonSchema, providers: Provider[]): string {
  const { integrations, defaults, ...top } = schema.properties ?? {};
  const { checks, ...integration } = integrations?.items?.properties ?? {};
  const check = z.toJSONSchema(CommonCheck, { io: "input" }) as JsonSchema;
  return `# Configuration

Generated from \`exporter/src/catalog/\` and \`exporter/src/providers/\` by \`npm run generate\`.

One YAML file, the catalog, says what is watched, who owns it and what it promises. \`integration_exporter check\`
finds everything that is wrong with it, with line and column. The first line lets an editor complete and explain
the keys, from [integrations.schema.json](integrations.schema.json):

\`\`\`yaml
# yaml-language-server: $schema=exporter/docs/integrations.schema.json
integrations:
  - id: example
    checks:
      - provider: http
        url: https://example.com
\`\`\`

A **duration** is written \`250ms\`, \`30s\`, \`5m\`, \`1h30m\` or \`14d\`. A **secret** is never written into the catalog but
named, as \`{ file: path }\`, relative to the catalog, or \`{ env: NAME }\`; it is read anew at each probe, so a rotated
file needs no reload. Catalogs are at most 16 MiB, one YAML 1.2 document.

## The catalog

${table({ ...schema, properties: top })}
| \`defaults\` | mapping | | ${defaults?.description} Takes \`interval\`, \`max_interval\`, \`timeout\`, \`latency\`, \`retries\` and \`breaker\` of [a check](#a-check). |
| \`integrations\` | list of mappings | required | ${integrations?.description} See [an integration](#an-integration). |

## An integration

${table({ ...integrations?.items, properties: integration })}
| \`checks\` | list of mappings | required | ${checks?.description} See [a check](#a-check). |

## A check

Beside these keys stand those of its provider.

${table(check)}

# Providers

${providers.map(section).join("\n\n")}
`;
}

const section = ({ id, title, description, config, example }: Provider): string => `## ${id}: ${title}

${description.trim()}

${table(z.toJSONSchema(config, { io: "input" }) as JsonSchema)}

\`\`\`yaml
checks:
${stringify([example], { lineWidth: 100 }).trimEnd().replace(/^/gm, "  ")}
\`\`\``;
