import { expect, test } from "@jest/globals";
import { loadProviders } from "../../src/providers/index.ts";
import { files } from "./configuration.ts";
import { table } from "./schema-table.ts";

const { "exporter/docs/configuration.md": page, "exporter/docs/integrations.schema.json": schema } =
  await files();

test("the reference has a section for every provider, with each of its keys", async () => {
  for (const { id, title, config } of (await loadProviders()).values()) {
    const section = page?.split(`\n## ${id}: ${title}\n`)[1]?.split("\n## ")[0] ?? "";
    for (const key of Object.keys(config.shape)) expect(section).toContain(`| \`${key}\` |`);
  }
});

test("the reference tells types, defaults and what is required", () => {
  expect(page).toContain("| `integrations` | list of mappings | required |");
  expect(page).toContain("| `concurrency` | integer, 1 to 10000 | `64` |");
  expect(page).toContain("| `interval` | duration | 60s | Time between two probes, 1s to 14d. |");
  expect(page).toContain("| `teams.<id>.escalation[].to` | string | required |");
  expect(page).toContain("| `maintenance` | list of (`{ from: string, to: string }` or `{ cron: string, ");
});

test("what would end a cell of the table is escaped", () => {
  expect(table({ properties: { a: { type: "string", description: "x | y\nz" } } })).toContain(
    "| `a` | string |  | x \\| y z |",
  );
});

test("the JSON Schema is generated with it", () => {
  expect(JSON.parse(schema ?? "")).toMatchObject({ title: "Catalog of integration_exporter" });
});
